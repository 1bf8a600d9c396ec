"""Files made to harm, and long texts made to tire: each a name, and what makes the file from a source of chance."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from tests.pdffile import at, pdf
from tests.wordfile import SPACES, p, packed, run

Make = Callable[[Random], bytes]


def archive(*parts: tuple[str, bytes], stored: bool = False) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as packing:
        for name, content in parts:
            packing.writestr(name, content)
    return file.getvalue()


def document(inside: str, head: str = "", encoding: str = "utf-8") -> bytes:
    return archive(("word/document.xml", f"{head}<w:document {SPACES}><w:body>{inside}</w:body></w:document>".encode(encoding)))


def nested(opening: str, closing: str, inside: str, depth: int) -> str:
    return opening * depth + inside + closing * depth


# ---- Word


def flat_bomb(chance: Random) -> bytes:
    return archive(("word/document.xml", b"<a>" + b" " * chance.choice((30_000_000, 190_000_000)) + b"</a>"))


def bomb_in_a_part(chance: Random) -> bytes:
    part = chance.choice(("styles", "numbering", "comments", "footnotes", "header1", "_rels/document.xml.rels"))
    return archive(("word/document.xml", f"<w:document {SPACES}><w:body>{p('正文')}</w:body></w:document>".encode()), (f"word/{part}.xml", b"<a>" + b"<b/>" * 5_000_000 + b"</a>"))


def lying_bomb(chance: Random) -> bytes:
    """The directory says that the part is small."""
    packed_up = bytearray(archive(("word/document.xml", b" " * 150_000_000)))
    for mark, shift in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        where = packed_up.find(mark)
        packed_up[where + shift : where + shift + 4] = struct.pack("<I", chance.choice((10, 5_000, 0xFFFFFFFF)))
    return bytes(packed_up)


def nested_bomb(chance: Random) -> bytes:
    inside = archive(("a.docx", b"\0" * 30_000_000))
    for _ in range(chance.randint(1, 4)):
        inside = archive(*((f"{n}.zip", inside) for n in range(10)))
    return inside


def many_parts(chance: Random) -> bytes:
    return archive(*((f"word/{n}.xml", b"") for n in range(chance.choice((1_000, 60_000)))), ("word/document.xml", f"<w:document {SPACES}/>".encode()))


def same_part_twice(chance: Random) -> bytes:
    part = f"<w:document {SPACES}><w:body>{p('正文')}</w:body></w:document>".encode()
    file = io.BytesIO()
    import warnings

    with warnings.catch_warnings(), zipfile.ZipFile(file, "w") as packing:
        warnings.simplefilter("ignore")
        for _ in range(3):
            packing.writestr("word/document.xml", part)
    return file.getvalue()


ENTITIES = (
    '<!DOCTYPE d [<!ENTITY a "' + "x" * 1000 + '">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(8)) + "]>",
    '<!DOCTYPE d [<!ENTITY i SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">',
    '<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///dev/zero"> %p;]>',
    '<!DOCTYPE d [<!ATTLIST d a CDATA "' + "x" * 100_000 + '">]>',
)


def entity_bomb(chance: Random) -> bytes:
    encoding = chance.choice(("utf-8", "utf-16", "utf-16-le", "utf-32", "utf-8-sig"))
    said = f'<?xml version="1.0" encoding="{encoding.removesuffix("-le").removesuffix("-sig")}"?>' if encoding != "utf-32" else ""
    blank = " " * chance.choice((0, 5_000, 100_000))
    return document(p("&i;&h;"), said + blank + chance.choice(ENTITIES), encoding)


DEEP = {
    "tables": ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
    "controls": ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    "runs": ("<w:p><w:r>", "</w:r></w:p>"),
    "insertions": ("<w:p><w:ins>", "</w:ins></w:p>"),
    "links": ("<w:p><w:hyperlink>", "</w:hyperlink></w:p>"),
    "choices": ("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>"),
    "boxes": ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"),
    "mathematics": ("<w:p><m:oMath><m:e>", "</m:e></m:oMath></w:p>"),
    "unknown": ("<w:what>", "</w:what>"),
}


def deep_word(chance: Random) -> bytes:
    opening, closing = DEEP[chance.choice(sorted(DEEP))]
    return document(nested(opening, closing, p("底"), chance.choice((20, 60, 85, 120, 250, 2_000, 100_000))))


def fields_that_never_close(chance: Random) -> bytes:
    marks = ["begin", "separate", "end"]
    pieces = (f'<w:r><w:fldChar w:fldCharType="{chance.choice(marks)}"/></w:r>' + run("字") + "<w:r><w:instrText>TOC \\o REF a HYPERLINK</w:instrText></w:r>" for _ in range(2_000))
    return document(f"<w:p>{''.join(pieces)}</w:p>" + p("尾"))


ODD = ("-1", "99999999999999999999", "1e9", "", "NaN", "0x10", "１２", "-2147483649", "4294967295", "abc", "1.5", " 7 ", "٣")
FORMATS = ("chineseCountingThousand", "chineseCounting", "upperRoman", "lowerLetter", "decimalEnclosedCircle", "ideographTraditional", "taiwaneseCounting", "ordinalText", "cardinalText", "hex", "custom", "none", "")


def odd_numbers(chance: Random) -> bytes:
    """Numbers, indents, spans and levels that no program writes."""

    def odd() -> str:
        return chance.choice(ODD)

    levels = "".join(
        f'<w:lvl w:ilvl="{odd() if chance.random() < 0.2 else n}"><w:start w:val="{odd()}"/><w:numFmt w:val="{chance.choice(FORMATS)}"/>'
        f'<w:lvlRestart w:val="{odd()}"/><w:lvlText w:val="{chance.choice(("第%1条", "%1.%2.%3", "%9%0", "%", "%%1", "", "%1" * 500))}"/><w:suff w:val="{odd()}"/></w:lvl>'
        for n in range(9)
    )
    numbering = f'<w:abstractNum w:abstractNumId="{chance.choice(("0", odd()))}">{levels}</w:abstractNum>' + "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{chance.choice(("0", odd()))}"/><w:lvlOverride w:ilvl="{odd()}"><w:startOverride w:val="{odd()}"/></w:lvlOverride></w:num>' for n in range(1, 4)
    )
    body = "".join(p(f"文{n}", f'<w:outlineLvl w:val="{odd()}"/><w:numPr><w:ilvl w:val="{chance.choice(("0", "1", "8", odd()))}"/><w:numId w:val="{chance.choice(("1", "2", odd()))}"/></w:numPr>') for n in range(60))
    row = f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="{odd()}"/><w:vMerge w:val="{odd()}"/></w:tcPr>{p("格")}</w:tc><w:tc>{p("丙")}</w:tc></w:tr>'
    table = f'<w:tbl><w:tblGrid><w:gridCol w:w="{odd()}"/></w:tblGrid>{row * 5}</w:tbl>'
    notes = f'<w:r><w:footnoteReference w:id="{odd()}"/></w:r><w:r><w:sym w:font="Wingdings" w:char="{odd()}"/></w:r>'
    return packed(body + table + f"<w:p>{notes}</w:p>", numbering=numbering, footnotes=f'<w:footnote w:id="{odd()}">{p("注")}</w:footnote>')


def cycles_in_styles(chance: Random) -> bytes:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:name w:val="s{n}"/><w:basedOn w:val="s{(n + 1) % 5}"/><w:link w:val="s{n}"/><w:next w:val="s{n}"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for n in range(5)
    )
    numbering = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="s0"/></w:abstractNum><w:abstractNum w:abstractNumId="1"><w:styleLink w:val="s0"/><w:numStyleLink w:val="s0"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return packed("".join(p("文", f'<w:pStyle w:val="s{n % 5}"/>') for n in range(40)), styles=styles, numbering=numbering)


def notes_in_notes(chance: Random) -> bytes:
    note = '<w:footnote w:id="1"><w:p><w:r><w:footnoteReference w:id="1"/><w:t>注</w:t></w:r><w:r><w:endnoteReference w:id="1"/></w:r></w:p></w:footnote>'
    end = '<w:endnote w:id="1"><w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p></w:endnote>'
    return packed('<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>' * 50 + p("文"), footnotes=note, endnotes=end)


def long_word(chance: Random) -> bytes:
    changed = f'<w:ins w:author="a">{run("甲")}</w:ins><w:del><w:r><w:delText>乙</w:delText></w:r></w:del>'
    kinds = {
        "tables": f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('1')}</w:tc></w:tr></w:tbl>" * 10_000,
        "paragraphs": p("甲方付款。") * 80_000,
        "runs": f"<w:p>{run('甲') * 100_000}</w:p>",
        "cells": f"<w:tbl><w:tr>{'<w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>' * 30_000}</w:tr></w:tbl>",
        "words": p("甲" * 3_000_000),
        "changes": f"<w:p>{changed * 30_000}</w:p>",
        "deleted marks": p("甲", "<w:rPr><w:del/></w:rPr>") * 30_000,
        "breaks": f"<w:p><w:r>{'<w:br/>' * 200_000}<w:t>甲</w:t></w:r></w:p>",
    }
    return packed(kinds[chance.choice(sorted(kinds))])


# ---- PDF


def many_pages(chance: Random) -> bytes:
    return pdf(*[at(50, 700, f"Page {n}") for n in range(chance.choice((900, 1_001, 10_000)))])


def of_objects(*objects: str) -> bytes:
    body, offsets = "%PDF-1.7\n", []
    for number, inside in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj{inside}endobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF".encode("latin-1")


def odd_page(chance: Random) -> bytes:
    box = chance.choice(("0 0 1e9 1e9", "0 0 99999999999 1", "0 0 -600 -800", "0 0 0 0", "NaN 0 a b", "600 800 0 0", "0 0 0.001 0.001", "0 0 600 800"))
    more = chance.choice(("", "/Rotate 45", "/Rotate 99999990", "/UserUnit 1e8", "/Rotate -90", "/CropBox[5 5 5 5]"))
    words = at(50, 700, "Lease agreement") + chance.choice(("", "q " * 50_000, "1e30 0 0 1e30 0 0 cm ", "/X Do ", "BT 0 0 0 0 0 0 Tm ET ")) + at(chance.choice((0, -99999, 10**9)), 600, "rent is due")
    form = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 6>>stream\n/X Do \nendstream"
    return of_objects(
        "<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[4 0 R]/Count {chance.choice((1, -1, 10**9, 0))}>>", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]{more}/Resources<</Font<</F 3 0 R>>/XObject<</X 6 0 R>>>>/Contents 5 0 R>>", f"<</Length {len(words)}>>stream\n{words}\nendstream", form,
    )  # fmt: skip


def cyclic_pages(chance: Random) -> bytes:
    kids = chance.choice(("2 0 R", "2 0 R 2 0 R 2 0 R", "3 0 R", "1 0 R", "9 0 R", "3 0 R " * 5_000))
    return of_objects("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>/Outlines 5 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count 3>>", "<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>",
                      "<</T(a)/Kids[4 0 R]/Parent 4 0 R>>", "<</First 5 0 R/Next 5 0 R/Title(a)>>")  # fmt: skip


def deep_pdf(chance: Random) -> bytes:
    depth = chance.choice((100, 1_000, 50_000))
    opening, closing = chance.choice((("[", "]"), ("<</A", ">>"), ("(", ")")))
    if chance.random() < 0.4:
        tree = [f"<</Type/Pages/Kids[{n + 3} 0 R]/Count 1{f'/Parent {n + 1} 0 R' if n else ''}>>" for n in range(min(depth, 20_000))]
        return of_objects("<</Type/Catalog/Pages 2 0 R>>", *tree, f"<</Type/Page/Parent {len(tree) + 1} 0 R/MediaBox[0 0 600 800]>>")
    return of_objects(f"<</Type/Catalog/Pages 2 0 R/X {nested(opening, closing, '1', depth)}>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>")


def stream_bomb(chance: Random) -> bytes:
    """A page's content that unpacks to many times its size."""
    filling = chance.choice((b" ", b"BT /F 12 Tf 50 700 Td (a) Tj ET\n", b"q 1 0 0 1 0 0 cm ", b"0 0 m 9 9 l S\n"))
    size = chance.choice((2_000_000, 50_000_000))
    content = zlib.compress(filling * (size // len(filling)), 9)
    filters = "/FlateDecode"
    if chance.random() < 0.5:
        content, filters = zlib.compress(content, 9), "[/FlateDecode/FlateDecode]"
    head = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[4 0 R]/Count 1>>endobj\n3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        b"4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>/Contents 5 0 R>>endobj\n"
    )
    return head + f"5 0 obj<</Length {len(content)}/Filter{filters}>>stream\n".encode() + content + b"\nendstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF"


def dense_page(chance: Random) -> bytes:
    marks = chance.choice(("{x} {y} m {x} 800 l S ", "{x} {y} 9 9 re f ", "BT /F 1 Tf {x} {y} Td (a) Tj ET "))
    return pdf("".join(marks.format(x=n % 600, y=n // 600 * 3 % 800) for n in range(chance.choice((20_000, 100_000)))) + at(50, 700, "the end"))


def picture_in_page(chance: Random) -> bytes:
    wide, high = chance.choice(((100_000, 100_000), (1, 10**9), (-5, 5), (0, 0), (30_000, 30_000)))
    content = zlib.compress(b"\0" * 1_000_000)
    draws = "q 600 0 0 800 0 0 cm /X Do Q"
    page = of_objects(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>", f"<</Length {len(draws)}>>stream\n{draws}\nendstream",
        f"<</Type/XObject/Subtype/Image/Width {wide}/Height {high}/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode/Length {len(content)}>>stream\n@@\nendstream",
    )  # fmt: skip
    return page.replace(b"@@", content)


# ---- others


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def huge_png(chance: Random) -> bytes:
    wide, high = chance.choice(((60_000, 60_000), (2**31 - 1, 1), (10_000, 11_000), (0, 0), (5, 300_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0" * min((wide + 1) * high, 100_000_000), 9)) + chunk(b"IEND", b"")


def picture() -> bytes:
    """A small grey picture with a line on it."""
    rows = b"".join(b"\0" + bytes(40 if 40 < y < 44 and 20 < x < 180 else 250 for x in range(200)) for y in range(80))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 200, 80, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def cyclic_tiff(chance: Random) -> bytes:
    entries = struct.pack("<HHII", 256, 4, 1, chance.choice((10, 100_000))) + struct.pack("<HHII", 257, 4, 1, 10) + struct.pack("<HHII", 273, 4, 1, 8) + struct.pack("<HHII", 279, 4, 1, 100)
    return b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", 4) + entries + struct.pack("<I", 8) + b"\0" * 200


def cyclic_ole(chance: Random) -> bytes:
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, chance.choice((9, 12, 31, 0)), 6)
    struct.pack_into("<IIIIIIIII", head, 40, 0, chance.choice((1, 2**31)), chance.choice((0, 1, 2**31)), 0, 4096, 0, chance.choice((1, 2**31)), chance.choice((0, 1, 0xFFFFFFFE)), chance.choice((0, 2**31)))
    struct.pack_into("<II", head, 76, 0, 0)
    sector = struct.pack("<128I", *((n if chance.random() < 0.5 else chance.randrange(200)) for n in range(128)))
    return bytes(head) + sector * 3 + "WordDocument".encode("utf-16-le").ljust(512, b"\0")


def deep_html(chance: Random) -> bytes:
    depth = chance.choice((100, 5_000, 200_000))
    tag = chance.choice(("div", "table><tr><td", "ul><li", "b", "font", "blockquote", "span"))
    return (f"<html><meta charset={chance.choice(('gbk', 'utf-8', 'utf-7', 'x-user-defined', '?'))}><body>" + f"<{tag}>" * depth + "正文" + ("</div>" * depth if chance.random() < 0.5 else "")).encode()


def odd_html(chance: Random) -> bytes:
    odd = (
        "<table>" + "<tr><td rowspan=1000000000 colspan=1000000000>甲</td></tr>" * 300 + "</table>", "&#1114112;&#0;&#xD800;&#99999999999;" * 500, "<p " + "a=b " * 50_000 + ">甲</p>",
        "<!--" * 20_000, "<script>" + "x" * 1_000_000, "<p>" * 50_000 + "甲", "<style>" * 5_000 + "</style>", "<![CDATA[" * 5_000, "<img src='data:;base64," + "A" * 1_000_000 + "'>", "<ol start=-99999999999999999>" + "<li value=1e9>甲</li>" * 3_000 + "</ol>",
        "<a><b></a></b>" * 10_000, "\0<p>甲\0</p>", "<plaintext>甲", "<del>甲" * 3_000 + "<ins>乙" * 3_000,
    )  # fmt: skip
    return ("<!DOCTYPE html><html><body>" + chance.choice(odd) + "<p>第一条 租金</p>").encode()


def odd_mail(chance: Random) -> bytes:
    head = "From: a@example.org\r\nTo: b@example.org\r\nSubject: =?gb2312?B?z?= =?x?q?=\r\nMIME-Version: 1.0\r\nDate: Mon, 99 Foo 2026\r\n"
    kind = chance.randrange(5)
    if kind == 0:
        return (head + "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(chance.choice((50, 2_000)))) + "Content-Type: text/plain\r\n\r\n正文").encode()
    if kind == 1:
        return (head + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + "--b\r\nContent-Type: text/plain\r\n\r\n正文\r\n" * 20_000 + "--b--").encode()
    if kind == 2:
        attached = base64.encodebytes(flat_bomb(chance) if chance.random() < 0.3 else deep_word(chance)).decode()
        return (head + f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: application/octet-stream; name="a.docx"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="a.docx"\r\n\r\n{attached}\r\n--b--').encode()
    if kind == 3:
        return (head + f"Content-Type: text/plain; charset={chance.choice(('x', 'utf-7', 'idna', 'rot13', 'base64', 'unicode_escape', ''))}\r\nContent-Transfer-Encoding: {chance.choice(('base64', 'quoted-printable', 'x-uuencode', 'y'))}\r\n\r\n=E7=94=B2=\r\n=ZZ第一条").encode()
    message = head + "Content-Type: text/plain\r\n\r\n正文"
    for _ in range(chance.choice((10, 300))):
        message = head + "Content-Type: message/rfc822\r\n\r\n" + message
    return message.encode()


def odd_rtf(chance: Random) -> bytes:
    inside = chance.choice(("{" * 200_000, "{\\b " * 3_000 + "a", "\\u-99999999999?" * 100, "\\bin999999999 a", "\\'zz\\'e7\\'94" * 100, "\\par " * 100_000, "{\\*\\objdata " + "4d5a" * 100_000 + "}", "{\\pict\\wmetafile8 " + "00" * 10_000 + "}"))
    return ("{\\rtf1\\ansi\\ansicpg936 " + inside + "}").encode()


WORD: tuple[Make, ...] = (flat_bomb, bomb_in_a_part, lying_bomb, nested_bomb, many_parts, same_part_twice, entity_bomb, deep_word, fields_that_never_close, odd_numbers, cycles_in_styles, notes_in_notes, long_word)
PDF: tuple[Make, ...] = (many_pages, odd_page, cyclic_pages, deep_pdf, stream_bomb, dense_page, picture_in_page)
OTHERS: tuple[tuple[str, Make], ...] = (
    (".png", huge_png), (".tif", cyclic_tiff), (".doc", cyclic_ole), (".html", deep_html), (".html", odd_html), (".eml", odd_mail), (".rtf", odd_rtf), (".zip", nested_bomb),
)  # fmt: skip
FILES: tuple[tuple[str, Make], ...] = (*((".docx", make) for make in WORD), *((".pdf", make) for make in PDF), *OTHERS)

# ---- long texts: what is repeated

REPEATED = (
    "甲方应于每月五日前向乙方支付费用，逾期按日千分之三支付违约金", "甲方应于每月五日前向乙方支付费用，逾期按日千分之三支付违约金。", "甲方，", "1.\n", "1. 甲方应付款。\n", "\t", "甲\t乙\t丙\t1\n", "（", "(", "（）", "《", "“甲", "第一条 租金\n", "一", "百", "1", "1,", "1.", "_", "____\n",
    " ", "甲 ", "　", "\n", "按照第三条第二款的约定，", "按照第三条第二款的约定。\n", "%", "千分之", "壹佰万元整（¥1,000,000.00）", "2026 年 3 月 1 日 ", "甲方：公司\n乙方：公司\n", "（以下简称甲方）", "、", "：", "-", "=", "| a | b |\n", "the party shall pay ", "a", "😀", "e\u0301", "\u202e甲", "\u200d", "不", "如果",
    "除非", "的", "；", "（一）甲方；", "（一）甲方应当付款；\n", "①", "合同编号：\n", "甲方（盖章）：\n乙方（盖章）：\n日期：    年  月  日\n", "可用率不低于99.9%，每低于0.1%，减免月租费的5%；", "附件一：清单\n", "元", "违约金", "每日", "本合同", "第三条",
)  # fmt: skip


def numbered_lines(count: int) -> tuple[str, ...]:
    """Texts of many units, no two of them alike."""
    return (
        "".join(f"第{n}条 租金\n甲方应当付款。\n" for n in range(count)), "".join(f"{n // 400 + 1}.{n // 20 % 20 + 1}.{n % 20 + 1} 甲方应当付款。\n" for n in range(count)), "".join(f"附件{n}：清单\n甲方应当付款。\n" for n in range(count)),
        "附件：" + "、".join(f"附件{n}" for n in range(count)), "".join(f"第{n}条 租金........{n}\n" for n in range(count)), "".join(f"甲方：公司{n}\n乙方：公司{n}\n" for n in range(count)), "".join(f"互联网专线合同\n甲方：甲{n}\n乙方：乙{n}\n第一条 甲方应当付款。\n" for n in range(count)),
    )  # fmt: skip
