"""Pieces of WordprocessingML for the traps and for the tests of numbers: lists, styles, tables, tracked changes."""

from __future__ import annotations

from tests.wordfile import level, run

DOTTED = level(0, "decimal", "%1") + level(1, "decimal", "%1.%2") + level(2, "decimal", "%1.%2.%3")
ARTICLES = level(0, "chineseCountingThousand", "第%1条") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
PLAIN = level(0, "decimal", "%1.")


def definition(levels: str = DOTTED, id: int = 0, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{id}">{more}<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'


def a_list(id: int, of: int = 0, more: str = "") -> str:
    return f'<w:num w:numId="{id}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def numbering(*levels: str) -> dict[str, str]:
    """numbering.xml with a definition for each of these and a list of each, from 1."""
    return {"numbering": "".join(definition(one, id) for id, one in enumerate(levels)) + "".join(a_list(id + 1, id) for id in range(len(levels)))}


def level_from(start: int, format: str, text: str, index: int = 0) -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>'


def anew(index: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{index}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def number(id: int | None = None, level: int | None = None, more: str = "") -> str:
    ilvl = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    list_id = "" if id is None else f'<w:numId w:val="{id}"/>'
    return f"<w:numPr>{ilvl}{list_id}{more}</w:numPr>"


def style(id: str, properties: str, based_on: str = "", type: str = "paragraph") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{type}" w:styleId="{id}"><w:name w:val="{id}"/>{base}{properties}</w:style>'


def styled(text: str, style: str, more: str = "") -> str:
    return paragraph(run(text), f'<w:pStyle w:val="{style}"/>{more}')


def paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def cell(*paragraphs: str, properties: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{properties}</w:tcPr>{"".join(paragraphs) or "<w:p/>"}</w:tc>'


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(*rows: str, columns: int = 2) -> str:
    grid = '<w:gridCol w:w="2000"/>' * columns
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'


# ---- tracked changes

ZHANG, LI = "张律师", "李法务"


def by(author: str = ZHANG, id: int = 1) -> str:
    return f'w:id="{id}" w:author="{author}" w:date="2026-03-05T09:30:00Z"'


def inserted(text: str, author: str = ZHANG, id: int = 1) -> str:
    return f"<w:ins {by(author, id)}>{run(text)}</w:ins>"


def deleted(text: str, author: str = ZHANG, id: int = 2) -> str:
    return f"<w:del {by(author, id)}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def mark(change: str, author: str = ZHANG, id: int = 3) -> str:
    """The properties of a paragraph mark that was inserted (ins), deleted (del) or moved (moveFrom, moveTo)."""
    return f"<w:rPr><w:{change} {by(author, id)}/></w:rPr>"


def complex_field(instruction: str, result: str) -> str:
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f"{sign.format('begin')}<w:r><w:instrText> {instruction} </w:instrText></w:r>{sign.format('separate')}{result}{sign.format('end')}"


def text_box(*paragraphs: str) -> str:
    """A run with a text box, as Word writes it: a drawing, and an older picture for programs that know no drawings."""
    inside = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    drawing = (
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="2000000" cy="800000"/><wp:docPr id="1" name="框"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="800000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx>{inside}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    picture = f'<w:pict><v:shape style="width:150pt;height:60pt"><v:textbox>{inside}</v:textbox></v:shape></w:pict>'
    return f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{picture}</mc:Fallback></mc:AlternateContent></w:r>'
