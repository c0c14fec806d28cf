"""Speed and quality by measurement: each module has ``main(argv)``, prints a table and can write JSON."""
