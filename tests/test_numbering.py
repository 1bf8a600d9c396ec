"""Word's automatic numbers: what each format prints, and which number a paragraph has.

Values from ECMA-376 part 1 §17.18.59 and, where Word does otherwise, [MS-OI29500] 2.1.540 and [MS-DOCX] 2.4.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.ingest.numberformats import custom, shown
from tests.wordfile import level, lines, numbered, p, word
from tests.wordtraps.builders import a_list, anew, definition, number, style, text_box

FORMATS: list[tuple[str, dict[int, str], str]] = [
    ("decimal", {0: "0", 7: "7", 12345: "12345"}, "plain"),
    ("chineseCounting", {1: "一", 10: "十", 20: "二十", 99: "九十九", 100: "一〇〇", 105: "一〇五", 110: "一一〇"}, "words up to 99, digits above"),
    ("chineseCountingThousand", {10: "十", 11: "十一", 20: "二十", 100: "一百", 105: "一百零五", 110: "一百一十", 115: "一百一十五", 1005: "一千零五", 10005: "一万五"}, "words throughout; no nought behind 万 in Word"),
    ("chineseLegalSimplified", {2: "贰", 10: "壹拾", 21: "贰拾壹", 105: "壹佰零伍"}, "the figures of cheques"),
    ("ideographLegalTraditional", {2: "貳", 3: "參", 6: "陸", 10: "壹拾", 21: "貳拾壹"}, "the same in traditional characters"),
    ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}, "ten stems, then decimal"),
    ("ideographZodiac", {1: "子", 12: "亥", 13: "13"}, "twelve branches, then decimal"),
    ("ideographZodiacTraditional", {1: "甲子", 2: "乙丑", 12: "乙亥", 13: "丙子", 60: "癸亥", 61: "61"}, "the cycle of sixty"),
    ("ideographDigital", {0: "〇", 1: "一", 10: "一〇", 12: "一二", 305: "三〇五"}, "digit by digit"),
    ("ideographEnclosedCircle", {1: "㈠", 10: "㈩", 11: "11"}, "Word has parentheses where the standard has circles"),
    ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}, "twenty"),
    ("decimalEnclosedCircleChinese", {1: "①", 10: "⑩", 11: "11"}, "the Chinese one ends at ten"),
    ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "21"}, "twenty"),
    ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛", 21: "21"}, "twenty"),
    ("decimalFullWidth", {12: "１２"}, "wide"),
    ("decimalFullWidth2", {30: "３０"}, "wide"),
    ("decimalHalfWidth", {12: "12"}, "narrow"),
    ("decimalZero", {5: "05", 10: "10", 100: "100"}, "two digits at least"),
    ("taiwaneseCounting", {10: "十", 99: "九十九", 101: "一○一"}, "another nought"),
    ("taiwaneseCountingThousand", {101: "一百零一", 10000: "一萬"}, "traditional 萬"),
    ("taiwaneseDigital", {10: "一○"}, "digit by digit"),
    ("japaneseCounting", {1: "一", 10: "十", 100: "百", 111: "百十一", 205: "二百五"}, "no 一 before 百, no nought"),
    ("japaneseLegal", {1: "壱", 2: "弐", 3: "参", 10: "壱拾"}, "Japanese cheques"),
    ("japaneseDigitalTenThousand", {10: "一〇"}, "digit by digit"),
    ("koreanDigital", {10: "일영", 23: "이삼"}, "digit by digit"),
    ("koreanDigital2", {10: "一零"}, "digit by digit in characters"),
    ("koreanCounting", {10: "십", 23: "이십삼", 100: "백"}, "words"),
    ("koreanLegal", {1: "하나", 10: "열", 23: "스물셋", 100: "100"}, "native words up to 99"),
    ("ganada", {1: "가", 14: "하", 15: "가가"}, "repeated"),
    ("chosung", {2: "ㄴ"}, "consonants"),
    ("aiueoFullWidth", {1: "ア", 48: "ン", 49: "ア"}, "Word begins again"),
    ("aiueo", {1: "ｱ", 46: "ﾝ", 47: "ｱ"}, "Word begins again"),
    ("upperLetter", {1: "A", 26: "Z", 27: "AA", 28: "BB", 53: "AAA"}, "the same letter again, no AB"),
    ("lowerLetter", {2: "b", 27: "aa", 0: "0"}, "no letter for nought"),
    ("upperRoman", {4: "IV", 9: "IX", 44: "XLIV", 1999: "MCMXCIX", 0: "0"}, ""),
    ("lowerRoman", {14: "xiv"}, ""),
    ("ordinal", {0: "0th", 1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 112: "112th"}, "English"),
    ("cardinalText", {1: "One", 13: "Thirteen", 20: "Twenty", 21: "Twenty-one", 105: "One hundred five", 1000: "One thousand"}, "English"),
    ("ordinalText", {1: "First", 5: "Fifth", 8: "Eighth", 12: "Twelfth", 20: "Twentieth", 21: "Twenty-first", 100: "One hundredth"}, "English"),
    ("hex", {9: "9", 10: "A", 255: "FF"}, ""),
    ("chicago", {1: "*", 2: "†", 3: "‡", 4: "§", 5: "**"}, "repeated"),
    ("numberInDash", {3: "- 3 -"}, ""),
    ("none", {3: ""}, "no number"),
    ("bullet", {3: ""}, "no number"),
    ("neverHeardOf", {7: "7"}, "decimal where unknown"),
    ("thaiNumbers", {7: "7"}, "decimal where no contract is written so"),
]


@pytest.mark.parametrize(("format", "values", "why"), FORMATS, ids=[row[0] for row in FORMATS])
def test_what_each_format_prints(format: str, values: dict[int, str], why: str) -> None:
    assert {count: shown(count, format) for count in values} == values, why


@pytest.mark.parametrize(
    ("sample", "expected"),
    [("01, 02, 03, ...", "05"), ("001, 002, 003, ...", "005"), ("0001, 0002, 0003, ...", "0005"), ("00001, 00002, 00003, ...", "00005"), ("000001, ...", "5"), ("1, 2", "5"), ("", "5"), ("一, 十", "5")],
)
def test_a_format_given_by_a_sample(sample: str, expected: str) -> None:
    assert shown(5, custom(sample)) == expected


@given(count=st.integers(-(10**12), 10**12), format=st.sampled_from([row[0] for row in FORMATS]))
def test_no_count_is_too_large_too_small_or_too_long(count: int, format: str) -> None:
    text = shown(count, format)
    assert (len(text) <= 60 and text) or format in ("none", "bullet")


@given(first=st.integers(1, 9999), format=st.sampled_from(["chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "ideographDigital", "upperRoman", "decimalZero"]))
def test_two_counts_never_look_alike(first: int, format: str) -> None:
    assert shown(first, format) != shown(first + 1, format)


# ---- which number a paragraph has

def labels(body: str, numbering: str, styles: str = "") -> list[str]:
    """The number before each paragraph; the words of the paragraphs are all «文»."""
    parts = {"numbering": numbering, **({"styles": styles} if styles else {})}
    return [line.removesuffix("文").strip() for line in lines(word(body, **parts))]


def items(*places: tuple[int, int]) -> str:
    return "".join(numbered("文", list_id, index) for list_id, index in places)


def boxes(index: int, sign: str) -> str:
    return level(index, "bullet", sign, '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>')


COUNTED: list[tuple[str, str, str, list[str]]] = [
    ("a level that is passed over counts as used once", definition() + a_list(1), items((1, 0), (1, 2), (1, 1), (1, 1)), ["1", "1.1.1", "1.2", "1.3"]),
    ("a list that begins with its second level", definition() + a_list(1), items((1, 1), (1, 0), (1, 1)), ["1.1", "2", "2.1"]),
    ("two lists of one definition count on together", definition() + a_list(1) + a_list(2), items((1, 0), (2, 0), (1, 0)), ["1", "2", "3"]),
    ("a list starts anew once, and the other goes on from there", definition() + a_list(1) + a_list(2, more=anew(0, 8)), items((1, 0), (1, 0), (2, 0), (2, 0), (1, 0), (2, 0)), ["1", "2", "8", "9", "10", "11"]),
    ("lists of two definitions count apart", definition() + definition(id=1) + a_list(1) + a_list(2, 1), items((1, 0), (2, 0), (1, 0)), ["1", "1", "2"]),
    ("starting anew below a new paragraph of the level above", definition() + a_list(1, more=anew(1, 7)), items((1, 0), (1, 1), (1, 1), (1, 0), (1, 1)), ["1", "1.7", "1.8", "2", "2.7"]),
    ("starting anew is for paragraphs of that level, not for a level passed over", definition() + a_list(1, more=anew(0, 5) + anew(1, 7)), items((1, 1), (1, 0)), ["1.7", "2"]),
    ("a level replaced by the list keeps the counter", definition() + a_list(1) + a_list(2, more=f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>'), items((1, 0), (2, 0), (2, 0)), ["1", "B)", "C)"]),
    ("a level replaced and started anew", definition() + a_list(1, more=f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/>{level(0, "upperLetter", "%1)")}</w:lvlOverride>'), items((1, 0), (1, 0)), ["C)", "D)"]),
    ("restart only below the first level", definition(level(0, "decimal", "%1") + level(1, "decimal", "%1.%2") + level(2, "lowerLetter", "%3)", '<w:lvlRestart w:val="1"/>')) + a_list(1), items((1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)), ["1", "1.1", "a)", "1.2", "b)", "2", "a)"]),
    ("restart below a deeper level is none", definition(level(0, "decimal", "%1") + level(1, "decimal", "%2", '<w:lvlRestart w:val="5"/>')) + a_list(1), items((1, 0), (1, 1), (1, 0), (1, 1)), ["1", "1", "2", "1"]),
    ("no restart", definition(level(0, "decimal", "%1") + level(1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>')) + a_list(1), items((1, 0), (1, 1), (1, 0), (1, 1)), ["1", "(1)", "2", "(2)"]),
    ("arabic throughout, but 01 stays", definition(level(0, "decimalZero", "%1") + level(1, "upperRoman", "%2") + level(2, "lowerLetter", "%1.%2.%3", "<w:isLgl/>")) + a_list(1), items((1, 0), (1, 1), (1, 2)), ["01", "I", "01.1.1"]),
    ("arabic throughout switched off", definition(level(0, "upperRoman", "%1") + level(1, "decimal", "%1.%2", '<w:isLgl w:val="0"/>')) + a_list(1), items((1, 0), (1, 1)), ["I", "I.1"]),
    ("a text that asks for a deeper level is ignored", definition(level(0, "decimal", "%1.%2") + level(1, "decimal", "%2")) + a_list(1), items((1, 0), (1, 1)), ["", "1"]),
    ("%10 is the first level and a nought", definition(level(0, "decimal", "%10")) + a_list(1), items((1, 0), (1, 0)), ["10", "20"]),
    ("digits and signs that stand in the text", definition(level(0, "decimal", "附2-%1%")) + a_list(1), items((1, 0), (1, 0)), ["附2-1%", "附2-2%"]),
    ("an empty text", definition(level(0, "decimal", "") + level(1, "decimal", "%1.%2")) + a_list(1), items((1, 0), (1, 1)), ["", "1.1"]),
    ("a text without a number", definition(level(0, "none", "注：")) + a_list(1), items((1, 0),), ["注："]),
    ("a level without a number leaves its place empty", definition(level(0, "none", "") + level(1, "decimal", "%1%2.")) + a_list(1), items((1, 0), (1, 1)), ["", "1."]),
    ("no start is nought", definition('<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>') + a_list(1), items((1, 0), (1, 0)), ["0", "1"]),
    ("no format is decimal", definition('<w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1"/></w:lvl>') + a_list(1), items((1, 0)), ["1"]),
    ("the ninth level", definition("".join(level(i, "decimal", f"%{i + 1}") for i in range(9))) + a_list(1), items((1, 8), (1, 8)), ["1", "2"]),
    ("a tenth level there is none", definition() + a_list(1), items((1, 9), (1, -1), (1, 0)), ["", "", "1"]),
    ("a list that the file lacks", definition() + a_list(1), items((7, 0), (1, 0)), ["", "1"]),
    ("a list whose definition the file lacks", a_list(1, 3), items((1, 0)), [""]),
    ("a bullet counts for the levels below it", definition(level(0, "bullet", "·") + level(1, "decimal", "%2")) + a_list(1), items((1, 0), (1, 1), (1, 0), (1, 1)), ["", "1", "", "1"]),
    ("the box of an option is shown, the shadowed box of Word's gallery is an ornament", definition(boxes(0, "\uf0a8") + boxes(1, "\uf0fe") + boxes(2, "\uf071")) + a_list(1), items((1, 0), (1, 1), (1, 2)), ["□", "☑", ""]),
    ("a definition that stands for itself", '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="本身"/></w:abstractNum>' + a_list(1), items((1, 0)), [""]),
]  # fmt: skip


@pytest.mark.parametrize(("numbering", "body", "expected"), [row[1:] for row in COUNTED], ids=[row[0] for row in COUNTED])
def test_which_number_a_paragraph_has(numbering: str, body: str, expected: list[str]) -> None:
    assert labels(body, numbering) == expected


LINKED = definition(level(0, "decimal", "%1", '<w:pStyle w:val="甲"/>') + level(1, "decimal", "%1.%2", '<w:pStyle w:val="乙"/>')) + a_list(1) + definition(id=1) + a_list(2, 1)
STYLED: list[tuple[str, str, str, list[str]]] = [
    ("the level that names the style", style("甲", f"<w:pPr>{number(1)}</w:pPr>") + style("乙", f"<w:pPr>{number(1)}</w:pPr>"), p("文", '<w:pStyle w:val="甲"/>') + p("文", '<w:pStyle w:val="乙"/>'), ["1", "1.1"]),
    ("a linked level before the level that the style says", style("乙", f"<w:pPr>{number(1, 0)}</w:pPr>"), p("文", '<w:pStyle w:val="乙"/>'), ["1.1"]),
    ("a style based on a linked one", style("甲", f"<w:pPr>{number(1)}</w:pPr>") + style("丙", "", "甲"), p("文", '<w:pStyle w:val="甲"/>') + p("文", '<w:pStyle w:val="丙"/>'), ["1", "2"]),
    ("a style that says only its level takes the list of its base", style("甲", f"<w:pPr>{number(2)}</w:pPr>") + style("丙", f"<w:pPr>{number(None, 1)}</w:pPr>", "甲"), p("文", '<w:pStyle w:val="甲"/>') + p("文", '<w:pStyle w:val="丙"/>'), ["1", "1.1"]),
    ("a style that takes the number away", style("甲", f"<w:pPr>{number(1)}</w:pPr>") + style("丙", f"<w:pPr>{number(0)}</w:pPr>", "甲"), p("文", '<w:pStyle w:val="甲"/>') + p("文", '<w:pStyle w:val="丙"/>'), ["1", ""]),
    ("a paragraph that takes the number away", style("甲", f"<w:pPr>{number(1)}</w:pPr>"), p("文", '<w:pStyle w:val="甲"/>' + number(0)) + p("文", '<w:pStyle w:val="甲"/>'), ["", "1"]),
    ("a paragraph's own level in its style's list", style("甲", f"<w:pPr>{number(1)}</w:pPr>"), p("文", '<w:pStyle w:val="甲"/>') + p("文", '<w:pStyle w:val="甲"/>' + number(None, 1)), ["1", "1.1"]),
    ("a paragraph's own list at its style's level", style("丁", f"<w:pPr>{number(1, 1)}</w:pPr>"), p("文", '<w:pStyle w:val="丁"/>' + number(2)), ["1.1"]),
    ("the default style has a number", '<w:style w:type="paragraph" w:default="1" w:styleId="正"><w:name w:val="Normal"/><w:pPr>' + number(2, 0) + "</w:pPr></w:style>", p("文") + p("文", '<w:pStyle w:val="无"/>'), ["1", "2"]),
    ("a style without a name", '<w:style w:type="paragraph"/>' + style("甲", f"<w:pPr>{number(1)}</w:pPr>"), p("文") + p("文", '<w:pStyle w:val="甲"/>'), ["", "1"]),
    ("styles based on one another in a ring", style("甲", f"<w:pPr>{number(1)}</w:pPr>", "丙") + style("丙", "", "甲"), p("文", '<w:pStyle w:val="丙"/>'), ["1"]),
]  # fmt: skip


@pytest.mark.parametrize(("styles", "body", "expected"), [row[1:] for row in STYLED], ids=[row[0] for row in STYLED])
def test_numbers_that_come_by_a_style(styles: str, body: str, expected: list[str]) -> None:
    assert labels(body, LINKED, styles) == expected


def test_a_definition_that_stands_for_a_list_style() -> None:
    whole = definition(more='<w:styleLink w:val="合同"/>')
    link = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="合同"/></w:abstractNum>'
    styles = style("合同", f"<w:pPr>{number(1)}</w:pPr>", type="numbering")
    body = items((2, 0), (2, 1), (1, 0))
    assert labels(body, whole + link + a_list(1) + a_list(2, 1), styles) == ["1", "1.1", "2"]
    assert labels(body, whole + link + a_list(1) + a_list(2, 1)) == ["1", "1.1", "2"], "the style itself is lost"


def test_a_number_given_by_sample_stands_beside_what_old_programs_know() -> None:
    choice = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    levels = f'<w:lvl w:ilvl="0"><w:start w:val="9"/>{choice}<w:lvlText w:val="№%1"/></w:lvl>' + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert labels(items((1, 0), (1, 0), (1, 1)), definition(levels) + a_list(1)) == ["№009", "№010", "010.1"]


def test_hidden_paragraphs_are_not_counted_and_empty_ones_are() -> None:
    hidden = p("文", number(1, 0) + "<w:rPr><w:vanish/></w:rPr>").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    only_mark = p("文", number(1, 0) + "<w:rPr><w:vanish/></w:rPr>")
    shown_again = p("文", number(1, 0) + '<w:rPr><w:vanish w:val="0"/></w:rPr>')
    assert labels(hidden + items((1, 0)) + only_mark + shown_again + p("", number(1, 0)) + items((1, 0)), definition() + a_list(1)) == ["", "1", "2", "3", "4", "5"]


def test_notes_and_text_boxes_count_for_themselves() -> None:
    """Each text box, each note, each header and footer."""
    number_of_note = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    notes = "".join(f'<w:footnote w:id="{id}">{items((1, 0), (1, 0))}</w:footnote>' for id in (2, 3))
    body = items((1, 0)) + p("文", number(1, 0)).replace("</w:p>", number_of_note.format(2) + text_box(items((1, 0))) + number_of_note.format(3) + "</w:p>") + items((1, 0))
    found = lines(word(body, numbering=definition() + a_list(1), footnotes=notes, header1=items((1, 0))))
    assert [line.removesuffix("文").strip() for line in found] == ["1", "2", "[注1] 1", "2", "[注2] 1", "2", "1", "3", "1"]


def test_a_text_made_to_harm_stays_short() -> None:
    assert len(labels(items((1, 0)), definition(level(0, "chicago", "%1" * 5000).replace('w:val="1"', 'w:val="30000"')) + a_list(1))[0]) < 10_000
