"""Articles about places, teams and firms that do not exist, in several subjects and two languages."""

from __future__ import annotations

from datetime import date

from rag.types import Article


def _article(name: str, title: str, published: str, text: str, publisher: str = "晨报") -> Article:
    return Article(text=text, title=title, publisher=publisher, published=published, source=f"{name}.md", id=name)


def report(name: str, published: date | str, text: str, title: str | None = None) -> Article:
    """An article that a test makes up where it is needed; called by its name unless ``title`` says otherwise."""
    where = f"{name}.md"
    return Article(
        text=text, title=name if title is None else title, publisher="晨报", published=published, source=where, id=name
    )


QUAKE_FIRST = _article(
    "quake-1", "岚山县发生6.4级地震", "2025-03-02",
    "3月2日凌晨4时12分，岚山县发生6.4级地震，震源深度11公里。截至3月2日18时，地震已造成12人遇难、140人受伤。"
    "救援指挥部说，共有860名消防员在现场搜救。岚山县县长沈遥表示，全县的供水在当晚恢复。",
)  # fmt: skip
QUAKE_SECOND = _article(
    "quake-2", "岚山地震搜救进入第三天", "2025-03-04",
    "截至3月4日10时，岚山地震已造成37人遇难、512人受伤。救援指挥部说，搜救力量增加到2300多人。"
    "省财政厅拨付救灾资金1.6亿元，其中8000万元用于修复道路。学校预计3月10日复课。",
    "晚报",
)  # fmt: skip
QUAKE_OTHER = _article(
    "quake-3", "邻省支援岚山", "2025-03-04",
    "邻省的三支医疗队已到达岚山。截至3月4日10时，岚山地震已造成41人遇难。医疗队带来了两台移动手术车。",
    "邻省日报",
)  # fmt: skip
MARATHON_2024 = _article(
    "marathon-2024", "青岭马拉松落幕", "2024-04-14",
    "2024年青岭马拉松今天举行，共有21,000名选手参赛。刘远山以2小时09分18秒获得男子组冠军，何晓禾以2小时28分41秒获得女子组冠军。"
    "赛事总奖金为120万元。组委会主任马建国说，明年的赛道将改到湖边。",
    "体育周刊",
)  # fmt: skip
MARATHON_2025 = _article(
    "marathon-2025", "青岭马拉松改走湖边", "2025-04-13",
    "2025年青岭马拉松今天在湖边新赛道举行，共有26,500名选手参赛，比去年增加5500名。来自肯州的奥蒂诺以2小时07分55秒获得男子组冠军。"
    "赛事总奖金提高到150万元。",
    "体育周刊",
)  # fmt: skip
ELECTION = _article(
    "election", "陈若兰当选临江市市长", "2024-11-06",
    "临江市市长选举11月5日结束。陈若兰以217,330票当选临江市市长，她的对手周启明得到194,080票，投票率为63.5%。"
    "陈若兰今年47岁，曾任市教育局局长。她说，上任后的第一件事是修建第二座跨江大桥。",
    "政事",
)  # fmt: skip
CARS_2023 = _article(
    "cars-2023", "远帆汽车与蓝鲸电池公布2023年业绩", "2024-03-20",
    "远帆汽车有限公司（以下简称“远帆汽车”）今天公布业绩。2023年，远帆汽车营业收入为86.4亿元，净利润为4.2亿元，交付汽车5.8万辆。"
    "同日，蓝鲸电池股份有限公司（以下简称“蓝鲸电池”）也公布了业绩：2023年，蓝鲸电池营业收入为51.3亿元，净利润为6.9亿元。"
    "远帆汽车和蓝鲸电池的研发人员分别为3200人和1450人。",
    "商报",
)  # fmt: skip
CARS_2024 = _article(
    "cars-2024", "远帆汽车2024年营收增长", "2025-03-18",
    "2024年，远帆汽车营业收入为108.0亿元，净利润为5.1亿元，交付汽车7.4万辆。远帆汽车董事长邵一鸣说，公司今年将推出三款新车。"
    "截至2024年底，远帆汽车累计拥有专利1,842件。",
    "商报",
)  # fmt: skip
BRIDGE = _article(
    "bridge", "New bridge opens in Harlow Bay", "2025-05-11",
    "The new bridge in Harlow Bay opened on Saturday, 10 May 2025. It is 412 metres long and cost $38.5 million. "
    "Mayor Edith Vance said that 9,200 cars will cross it every day. The old bridge was closed in March 2023 after a flood.",  # noqa: E501
    "Harlow Times",
)  # fmt: skip
ROVERS = _article(
    "rovers", "Northbank Rovers win the cup", "2025-06-01",
    "Northbank Rovers beat Stonefield United 3-1 in the cup final on 31 May 2025 in front of 41,300 spectators. "
    "Striker Daniel Okoro scored two goals. Coach Lena Fisk has led Northbank Rovers since 2021.",
    "Sports Daily",
)  # fmt: skip

ALL = (
    QUAKE_FIRST, QUAKE_SECOND, MARATHON_2024, MARATHON_2025, ELECTION, CARS_2023, CARS_2024, BRIDGE, ROVERS,
)  # fmt: skip
