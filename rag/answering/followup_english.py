"""English follow-up questions made to stand alone: the same rules as for Chinese ones, over English forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.answering.names import NameBook
from rag.answering.values import extract_dates

if TYPE_CHECKING:
    from rag.answering.antecedents import Said

_LEAD = re.compile(
    r"^(?:(?:and|but|so|then|ok(?:ay)?|well|also|what about|how about|what of|and what about|and how about|as for)\b[, ]*)+",  # noqa: E501
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?P<own>its|their|his|hers?(?= [a-z])|her(?= \w))\b(?! own)"
    r"|\b(?P<plain>it|they|them|he|him|she|her|there(?= (?:\?|$|in|on|at)|\s*\??$))\b"
    r"|\b(?P<noun>(?:that|this|those|these) (?!is\b|are\b|was\b|were\b|year\b|month\b|day\b|time\b|much\b|many\b|more\b|less\b|\w+er\b|compare|mean|happen|say|said|affect|work|look|differ|would\b|did\b|does\b)[a-z]+)"  # noqa: E501
    r"|\b(?P<bare>that|this)(?=\s*\??$| (?:\w+er\b|up|down|compare|mean|more|less)\b)",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|will|does|did) it (?:true|possible|the case|clear|rain|snow|safe to|necessary|take)\b", re.IGNORECASE
)
_TIME = re.compile(
    r"\b(?:in |for |during |as of |at the end of |by )?(?:the )?(?:the year before last|(?:year before|previous year|(?:next|following) year|year after)|(?:a|one) year (?:earlier|later)"  # noqa: E501
    r"|(?:this|last|next|that) (?:year|month|quarter|season|week)|(?:first|second) half(?: of (?:the year|(?:19|20)\d\d))?"  # noqa: E501
    r"|(?:first|second|third|fourth) quarter(?: of (?:19|20)\d\d)?|[HQ][1-4](?: (?:of )?(?:19|20)\d\d)?|now|today|currently|nowadays|these days)\b",  # noqa: E501
    re.IGNORECASE,
)
_AT = re.compile(r"(?:in|for|during|as of|by|on|since|at the end of)\s+(?:the\s+)?(?:year\s+)?$", re.IGNORECASE)
_NAME = re.compile(
    r"\b(?:the )?[A-Z][\w&.'-]*(?: (?:of |the |and (?=[A-Z][\w]* (?:Co|Inc|Ltd|Bank|Union)))?[A-Z0-9][\w&.'-]*)*"
)
_BEGINS = re.compile(
    r"(?:What|Who|Whom|Whose|When|Where|Which|Why|How|Is|Are|Was|Were|Did|Does|Do|Has|Have|Had|Can|Could|Will|Would|In|On|At|By|For|And|But|The|A|An|Tell|Please|Name|List|If|Since|During|I|Of|To|From|Much|Many|More)\b"
)
_BARE = re.compile(
    r"^(?:and |but |so )?(?:why(?: not)?|when(?: (?:exactly|was (?:this|that|it)))?|where(?: exactly)?|who(?: else)?|what else|by whom|which(?: ones?| one)?|how(?: so| come)?|how (?:much|many|long|far|often|old|big|large|high|tall)(?: (?:more|less|fewer|higher|lower|bigger|larger|longer))?(?: (?:is|was) (?:that|it))?|by how (?:much|many)|since when|(?:are there )?any others?|anything else|for example|such as|like what|what (?:happened|changed)(?: (?:then|next|after(?:wards)?|after that))?)\??$",  # noqa: E501
    re.IGNORECASE,
)
_DIFFER = re.compile(
    r"^(?:how (?:much|many) (?:more|less|fewer|higher|lower|bigger|larger|longer)|by how (?:much|many)|what(?:'s| is| was) the (?:difference|gap)|which (?:one )?(?:is|was) (?:\w+er|more \w+)|how (?:big|large) is the (?:difference|gap))\b",  # noqa: E501
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"\b(?:revenue|profit|income|price|cost|score|winner|loser|result|outcome|runner-up|champion|reason|cause|purpose|population|capital|"
    r"chairman|chairwoman|president|ceo|mayor|governor|coach|captain|director|author|founder|owner|chief executive|spokes\w+|"  # noqa: E501
    r"death toll|toll|casualties|victims?|injured|survivors|magnitude|epicent(?:er|re)|depth|damage|turnout|margin|vote share|"  # noqa: E501
    r"attendance|prize(?: money)?|venue|date|budget|deadline|growth(?: rate)?|share|average|total|rate|number|headquarters|"  # noqa: E501
    r"employees|staff|customers|users|members|second|third|runners-up|rest|others|figure|amount|length|height|size|weight|age)\b",
    re.IGNORECASE,
)


def names_in(text: str, names: NameBook) -> list[tuple[int, int]]:
    """Spans of what an English text names: organisations, capitalised names (also the first word of an answer), works in
    quotation marks."""  # noqa: E501
    from rag.answering.leaning import OWNED_LATIN, merged

    spans = [(a, b) for a, b, _ in names.mentions(text, bare=True)]
    dates = [(d.start, d.end) for d in extract_dates(text)]
    for match in _NAME.finditer(text):
        start, words = match.start(), match.group()
        while (first := _BEGINS.match(words)) and (start == 0 or text[start - 1] in " ?.!"):
            cut = len(first.group()) + (words[len(first.group()) : len(first.group()) + 1] == " ")
            words, start = words[cut:], start + cut
        owned = re.match(r"([A-Z]{3}) (?:of )?", words)
        if owned and owned.group(1).lower() in OWNED_LATIN:
            words, start = words[owned.end() :], start + owned.end()
        words = re.sub(r"(?:'s)?[.'-]*$", "", words)
        if (
            len(words) < 2
            or words.lower() in OWNED_LATIN
            or words.lower() in ("the", "q1", "q2", "q3", "q4", "h1", "h2")
        ):
            continue
        if not any(a < start + len(words) and b > start for a, b in dates):
            spans.append((start, start + len(words)))
    spans += [m.span() for m in re.finditer(r"[\"“][^\"”]+[\"”]", text)]
    return merged(spans)


def times_in(text: str) -> list[tuple[int, int]]:
    """Spans of the times, without the preposition before them."""
    from rag.answering.leaning import merged

    spans = [(d.start, d.end) for d in extract_dates(text)]
    for match in _TIME.finditer(text):
        lead = re.match(r"(?:in|for|during|as of|at the end of|by) ", match.group(), re.IGNORECASE)
        spans.append((match.start() + (lead.end() if lead else 0), match.end()))
    return merged(spans)


def leans_english(text: str, names: NameBook) -> bool:
    """Does an English question need what was said before it?"""
    core = _LEAD.sub("", text.strip()).strip(" ?.,!")
    tied = core != text.strip().strip(" ?.,!")
    if not core:
        return tied
    if _BARE.match(core):
        return True
    own, times = names_in(core, names), times_in(core)
    if _pronoun(core, own):
        return True
    rest = _without(core, own, times)
    if (own or times) and not rest:
        return True
    if own:
        return tied and not re.match(
            r"(?:what|who|when|where|which|why|how|is|are|was|were|did|does|do|has|have)\b", core, re.IGNORECASE
        )
    if tied and len(core.split()) <= 7:
        return True
    if _DIFFER.match(core) and not re.search(r"\b(?:between|than|of)\b", core):
        return True
    if len(rest.split()) <= 2 and re.match(r"who\b", core, re.IGNORECASE):
        return True  # 「Who won?」
    if re.fullmatch(
        r"how (?:many|much) (?:[a-z]+|(?:are|were|was|is|have been|had been)(?: (?:still|also|now|then))? [a-z]+)",
        core,
        re.IGNORECASE,
    ):
        return True
    what = re.match(
        r"(?:what|who|how (?:much|many|high|big|large)|when|where)(?:'s| (?:is|was|are|were))? (?:the )?(?P<noun>[a-z' -]+)$",  # noqa: E501
        core,
        re.IGNORECASE,
    )
    return bool(what and len(what["noun"].split()) <= 3 and _OWNED.search(what["noun"]) and " of " not in core)


def _without(core: str, own: Sequence[tuple[int, int]], times: Sequence[tuple[int, int]]) -> str:
    from rag.answering.leaning import cut, merged

    rest = cut(core, merged([*own, *times]), " ")
    rest = re.sub(
        r"\b(?:in|for|during|as of|at|on|by|with|of|the|a|end|to|compared|did|do|does|is|was|were|are)\b|'s|[,.]",
        " ",
        rest,
        flags=re.IGNORECASE,
    )
    return " ".join(rest.split())


def _pronoun(core: str, own: Sequence[tuple[int, int]]) -> re.Match[str] | None:
    """The first word that stands for something said before; none where a name stands before it."""
    if _EXPLETIVE.search(core):
        return None
    for match in _PRONOUN.finditer(core):
        if any(b <= match.start() for _, b in own) and not re.search(
            r"\b(?:than|with|to|as|from|and|or) $", core[: match.start()], re.IGNORECASE
        ):
            continue
        return match
    return None


def stand_alone_english(text: str, said: Sequence[Said], names: NameBook) -> str:
    """An English question that leans, made to stand on the last of ``said``."""
    made = _made(text, said, names)
    return made[:1].upper() + made[1:]


def _made(text: str, said: Sequence[Said], names: NameBook) -> str:
    base = said[-1].question.strip().rstrip("?. ")
    core = _LEAD.sub("", text.strip()).strip(" ?.,!")
    tied = core != text.strip().strip(" ?.,!")
    own, times = names_in(core, names), times_in(core)
    counted = re.fullmatch(r"how many (?!more|less|fewer|others?\b)([a-z]+)", core, re.IGNORECASE)
    if counted and re.search(r"how many [a-z-]+", base, re.IGNORECASE):
        return re.sub(r"(how many) [a-z-]+", rf"\1 {counted.group(1)}", base, count=1, flags=re.IGNORECASE) + "?"
    compared = re.match(r"(?:how does (?:that|it|this) )?compare[ds]? (?:with|to)|versus|than", core, re.IGNORECASE)
    pronoun = None if compared else _pronoun(core, own)
    if pronoun and not _BARE.match(core):
        entity = _measured_thing(base, core) or _antecedent(
            said, names, person=pronoun.group().lower() in ("he", "him", "his", "she", "her", "hers")
        )
        if (pronoun["noun"] and _of_a_figure(pronoun["noun"])) or pronoun["bare"] or not entity:
            return f"{base}, and {_lowered(core)}?"
        core = core[: pronoun.start()] + entity + ("'s" if pronoun["own"] else "") + core[pronoun.end() :]
        if not tied or re.match(
            r"(?:what|who|when|where|which|why|how|is|are|was|were|did|does|do|has|have)\b", core, re.IGNORECASE
        ):
            return f"{core}?"
        own, times = names_in(core, names), times_in(core)
    if _DIFFER.match(core) and len(said) >= 2:
        both = _both(said, names)
        if both:
            return f"{both}: {_lowered(core)}?"
    if compared:
        when = times_in(base)
        if times and when and not own:
            of = _with_time(base, core[times[0][0] : times[-1][1]])
            new = times_in(of)
            return f"{base}, compared with {of[new[0][0] : new[-1][1]]}?" if new else f"{base}, {core}?"
        return f"{base}, {core}?"
    rest = _without(core, own, times)
    nth = re.fullmatch(r"(?:in |for )?the (first|second|third|fourth)", core, re.IGNORECASE)
    if nth and (part := re.search(r"\b(?:first|second|third|fourth)(?= (?:quarter|half)\b)", base, re.IGNORECASE)):
        return f"{base[: part.start()]}{nth.group(1)}{base[part.end() :]}?"
    changed = base
    if own and (not rest or tied):
        changed = _with_subject(changed, core[own[0][0] : own[-1][1]], names)
    if times and (not rest or tied):
        changed = _with_time(changed, core[times[0][0] : times[-1][1]])
    if not rest:
        return f"{changed}?"
    if (
        tied
        and len(rest.split()) <= 5
        and not re.match(r"(?:who|what|when|where|which|why|how)\b", rest, re.IGNORECASE)
    ):
        measured = _with_measure(changed, re.sub(r"^(?:the|its|their|his|her) ", "", rest))
        return f"{measured}?" if measured else f"{changed}, and {_lowered(core)}?"
    return f"{changed}, and {_lowered(core)}?"


def _measured_thing(base: str, core: str) -> str:
    """What rose or fell: 「Acme's profit in 2023」 for the it of 「Why did it fall?」 after 「What was Acme's profit in 2023?」."""  # noqa: E501
    found = re.match(r"what (?:is|was|are|were) (.+)$", base, re.IGNORECASE)
    moved = re.search(
        r"\b(?:it|they|this|that) (?:ha[sd] )?(?:fall|fell|rise|rose|drop|increase|decrease|grow|grew|decline|change|compare|jump|climb)",  # noqa: E501
        core,
        re.IGNORECASE,
    )
    return found.group(1) if found and moved else ""


def _lowered(core: str) -> str:
    return core[:1].lower() + core[1:] if _BEGINS.match(core) else core


def _of_a_figure(words: str) -> bool:
    return bool(
        re.search(
            r"figure|number|amount|result|total|rate|share|percentage|price|increase|decrease|rise|growth|drop|fall|change",
            words,
        )
    )


def _subject(text: str, names: NameBook) -> tuple[int, int] | None:
    """The first name; else 「the new bridge」, a noun phrase with an article."""
    own = names_in(text, names)
    if own:
        start, end = own[0]
        if len(own) > 1 and re.fullmatch(r",? (?:and|or|vs\.?) (?:the )?", text[end : own[1][0]]):
            end = own[1][1]
        return start, end
    phrase = re.search(
        r"\bthe (?:[a-z-]+ ){0,2}?[a-z-]+(?= (?:in|of|on|at|is|was|were|are|have|has|had|did|take|cost|win|lose|be|say|think|do|make|get|reach|pass|approve|sign|begin|start|open|happen)\b|[?,]|$)",  # noqa: E501
        text,
    )
    return phrase.span() if phrase else None


def _antecedent(said: Sequence[Said], names: NameBook, *, person: bool) -> str:
    last = said[-1]
    asks_for_one = re.match(r"(?:who|which|what (?:company|team|city|country|party))\b", last.question, re.IGNORECASE)
    if asks_for_one and last.answer:
        asked = [last.question[a:b].lower() for a, b in names_in(last.question, names)]
        for start, end in names_in(last.answer, names):
            if last.answer[start:end].lower() not in asked and not extract_dates(last.answer[start:end]):
                return last.answer[start:end]
    if person:
        for earlier in reversed(said):
            for text in (earlier.answer, earlier.question):
                found = re.search(r"\b[A-Z][a-z]+(?: [A-Z][\w'-]+)+", text)
                if found and not _BEGINS.match(found.group()):
                    return found.group()
    for earlier in reversed(said):
        span = _subject(earlier.question, names)
        if span:
            lead = re.search(
                r"\b(?:the|an?) (?P<head>[a-z][a-z -]*?) (?:in|of|at|on|from) $", earlier.question[: span[0]]
            )
            lead = lead or re.search(r"\bthe (?P<head>(?:(?:19|20)\d\d )?)$", earlier.question[: span[0]])
            if re.search(r"\bthe $", earlier.question[: span[0]] + earlier.question[span[0] : span[0] + 4].lower()):
                noun = re.match(
                    r" (?!(?:is|was|in|on|at|of|did|has|have|had|were|are|and|or|to|for|by|with|from)\b)[a-z]+(?= (?:is|was|in|on|at|of|and)\b|[?,.]|$)",  # noqa: E501
                    earlier.question[span[1] :],
                )
                span = (span[0], span[1] + (noun.end() if noun else 0))
            start = lead.start() if lead and not _OWNED.search(lead["head"]) else span[0]
            return earlier.question[start : span[1]]
    return ""


def _with_subject(base: str, new: str, names: NameBook) -> str:
    span = _subject(base, names)
    if span is None:
        return f"{base}, and {new}"
    start, end = span
    if new.lower().startswith("the ") and base[:start].lower().endswith("the "):
        start -= 4
    return base[:start] + new + base[end:]


def _with_time(base: str, new: str) -> str:
    from rag.answering.frames import resolve_time

    spans = times_in(base)
    old = base[spans[0][0] : spans[-1][1]] if spans else ""
    year = re.search(r"(?:19|20)\d\d", old)
    shifted = resolve_time(re.sub(r"^(?!the year before last)", "", new), old)
    part = re.fullmatch(
        r"(?:the )?((?:first|second) half|(?:first|second|third|fourth) quarter|[HQ][1-4])(?: of the year)?",
        new,
        re.IGNORECASE,
    )
    if part and year:
        shifted = f"{'' if part.group(1)[0] in 'HQ' else 'the '}{part.group(1)} of {year.group()}"
    if not spans:
        return f"{base} {'' if re.match(r'(?:this|last|next|now|today|currently)', shifted, re.IGNORECASE) else 'in '}{shifted}"  # noqa: E501
    start = spans[0][0]
    if re.match(r"(?:this|last|next|now|today|currently)\b", shifted, re.IGNORECASE):
        lead = _AT.search(base[:start])
        start = lead.start() if lead else start
    elif not re.match(r"\d|the |[HQ]\d", shifted) or not _AT.search(base[:start]):
        shifted = shifted if _AT.search(base[:start]) else f"in {shifted}"
    return base[:start] + shifted + base[spans[-1][1] :]


def _with_measure(base: str, measure: str) -> str:
    """Another measure in the place of the base's; "" where the base has no place for one."""
    if re.fullmatch(r"(?:\w+ed|dead|missing|lost|hurt)", measure):
        return ""
    for pattern in (
        r"(?<='s )[a-z][a-z -]*?(?= in\b| for\b| at\b|$)",
        r"(?<=the )[a-z][a-z -]*?(?= of\b)",
        r"(?<=[Hh]ow many )[a-z-]+",
    ):
        found = re.search(pattern, base)
        if found:
            return base[: found.start()] + measure + base[found.end() :]
    return ""


def _both(said: Sequence[Said], names: NameBook) -> str:
    """The last two questions as one about both, where they differ in their subject or their time alone."""
    a, b = (s.question.strip().rstrip("?. ") for s in said[-2:])
    for spans in (_subject(a, names), _subject(b, names)), (_first_time(a), _first_time(b)):
        if spans[0] and spans[1]:
            (s, e), (u, v) = spans[0], spans[1]
            if a[s:e] != b[u:v] and a[:s] + a[e:] == b[:u] + b[v:]:
                return f"{a[:s]}{a[s:e]} and {b[u:v]}{a[e:]}"
    return ""


def _first_time(text: str) -> tuple[int, int] | None:
    spans = times_in(text)
    return spans[0] if spans else None
