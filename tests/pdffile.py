"""PDF files written by hand: content streams in a Latin font F and a Chinese one C, and whatever else a page is to carry."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5
from typing import NamedTuple

IDENTITY = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange "
    "1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
)


class Page(NamedTuple):
    """A page: what it draws, further entries of its dictionary (/Rotate 90), its size, and its annotations."""

    content: str
    entries: str = ""
    size: str = "0 0 600 800"
    marks: tuple[str, ...] = ()


def pdf(*pages: str | Page, form: str = "", catalog: str = "", more: Sequence[str] = ()) -> bytes:
    """A PDF of these pages; form: entries of its AcroForm, whose fields are all annotations; more: objects 10, 11, ..."""
    written = [page if isinstance(page, Page) else Page(page) for page in pages]
    objects = {
        3: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        4: "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 7 0 R>>",
        5: "<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/W[32 126 500]/FontDescriptor 6 0 R>>",
        6: "<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 80>>",
        7: stream(IDENTITY),
        8: stream("\x00", "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"),
        9: "<</Type/ExtGState/ca 0.2>>",
        **{10 + i: extra for i, extra in enumerate(more)},
    }
    kids, fields = [], []
    for page in written:
        marks = []
        for mark in page.marks:
            marks.append(100 + len(objects))
            objects[marks[-1]] = mark
        fields += [mark for mark in marks if "/FT" in objects[mark]]
        content, itself = 100 + len(objects), 101 + len(objects)
        objects[content] = stream(page.content)
        listed = " ".join(f"{mark} 0 R" for mark in marks)
        kids.append(itself)
        objects[itself] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[{page.size}]/Resources<</Font<</F 3 0 R/C 4 0 R>>/XObject<</I 8 0 R>>/ExtGState<</G 9 0 R>>>>"
            f"/Contents {content} 0 R/Annots[{listed}]{page.entries}>>"
        )
    listed = " ".join(f"{field} 0 R" for field in fields)
    acroform = f"/AcroForm<</Fields[{listed}]{form}/DA(/F 10 Tf)/DR<</Font<</F 3 0 R>>>>>>" if fields or form else ""
    objects[1] = f"<</Type/Catalog/Pages 2 0 R{acroform}{catalog}>>"
    objects[2] = f"<</Type/Pages/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]/Count {len(kids)}>>"
    return assembled(objects)


def stream(content: str, entries: str = "") -> str:
    return f"<<{entries}/Length {len(content.encode('latin-1'))}>>stream\n{content}\nendstream"


def assembled(objects: dict[int, str], trailer: str = "") -> bytes:
    """The objects as a file."""
    body, offsets = b"%PDF-1.7\n", {}
    for number, inside in sorted(objects.items()):
        offsets[number] = len(body)
        body += f"{number} 0 obj{inside}endobj\n".encode("latin-1")
    table = "".join(f"{number} 1\n{offset:010d} 00000 n \n" for number, offset in sorted(offsets.items()))
    return body + f"xref\n0 1\n0000000000 65535 f \n{table}trailer<</Size {max(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(body)}\n%%EOF".encode()


def at(x: float, y: float, text: str, size: float = 12, how: str = "") -> str:
    """Latin text with its foot at x, y; how: further operators, such as `3 Tr` (invisible)."""
    return f"q BT {how} /F {size} Tf {x} {y} Td ({text}) Tj ET Q "


def zh(x: float, y: float, text: str, size: float = 12, how: str = "") -> str:
    """Chinese text: every Chinese character is as wide as `size`, every Latin one half of it."""
    return f"q BT {how} /C {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET Q "


def turned(x: float, y: float, text: str, matrix: str, size: float = 12, how: str = "") -> str:
    """Latin text under a matrix `a b c d`."""
    return f"q BT {how} /F {size} Tf {matrix} {x} {y} Tm ({text}) Tj ET Q "


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} m {x1} {y1} l S "


def box(left: float, bottom: float, right: float, top: float) -> str:
    return f"{left} {bottom} {right - left} {top - bottom} re S "


def grid(xs: Sequence[float], ys: Sequence[float]) -> str:
    """The rules of a table whose columns part at xs and its rows at ys."""
    return "".join(rule(x, ys[0], x, ys[-1]) for x in xs) + "".join(rule(xs[0], y, xs[-1], y) for y in ys)


def image(left: float, bottom: float, right: float, top: float) -> str:
    return f"q {right - left} 0 0 {top - bottom} {left} {bottom} cm /I Do Q "


PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def locked(content: str, user: str = "", allowed: int = -44) -> bytes:
    """A PDF of one page behind a password (RC4, 40 bits); "" opens for everyone, with what is `allowed` in its flags."""
    owner = _rc4(md5(_padded("owner")).digest()[:5], _padded(user))
    key = md5(_padded(user) + owner + (allowed & 0xFFFFFFFF).to_bytes(4, "little") + b"0123456789abcdef").digest()[:5]
    page = _rc4(md5(key + (4).to_bytes(3, "little") + b"\x00\x00").digest()[:10], content.encode("latin-1")).decode("latin-1")
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        4: f"<</Length {len(page)}>>stream\n{page}\nendstream",
        5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    shut = f"/ID[<{b'0123456789abcdef'.hex()}><{b'0123456789abcdef'.hex()}>]/Encrypt<</Filter/Standard/V 1/R 2/O<{owner.hex()}>/U<{_rc4(key, PAD).hex()}>/P {allowed}>>"
    return assembled(objects, shut)


def _padded(password: str) -> bytes:
    return (password.encode() + PAD)[:32]


def _rc4(key: bytes, content: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
