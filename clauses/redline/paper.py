"""The file that is written on: its parts, its letters, and how it becomes bytes again."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from clauses.errors import ClausesError
from clauses.ingest.word import docx
from clauses.ingest.word.styles import Styles, W
from clauses.model import Block, Said, Source
from clauses.redline import parts
from clauses.redline.letters import Letters
from clauses.redline.xml import dumps, make

_STRICT, _USUAL = b"http://purl.oclc.org/ooxml/wordprocessingml/main", W.strip("{}").encode()


@dataclass(kw_only=True)
class Paper:
    """files: the roots of the parts that were read, by their names in the archive; the main part first.

    comments: the name of the part that holds them, and its root, None where there is none yet. others: bytes of the parts of a
    file that is new. content: the archive as it was; b"" of a new one. strict: its names are those of the strict format.
    """

    name: str
    blocks: Sequence[Block]
    letters: Letters
    files: dict[str, Any]
    styles: Styles
    comments: tuple[str, Any | None]
    notes: dict[tuple[str, str], Any] = field(default_factory=dict)
    others: dict[str, bytes] = field(default_factory=dict)
    content: bytes = b""
    strict: bool = False

    @property
    def every_root(self) -> list[Any]:
        return list(self.files.values())

    def written(self, changed: Sequence[Any], comments: Sequence[Any]) -> bytes:
        """The archive with the changed parts and these comments added to those that it has.

        Raises:
            ClausesError: the archive cannot be written.
        """
        made = {file: self._dumped(root) for file, root in self.files.items() if root in changed}
        main = next(iter(self.files))
        lists = parts.lists_of(self.content, main) if self.content else self.others
        if comments:
            file, root = self.comments
            root = make("comments") if root is None else root
            root.extend(comments)
            made[file] = self._dumped(root)
            made.update(parts.related(lists, main, "comments", file))
        if not self.content:
            return parts.packed({**self.others, **{file: self._dumped(root) for file, root in self.files.items()}, **made})
        return parts.rewritten(self.name, self.content, made) if made else self.content

    def _dumped(self, root: Any) -> bytes:
        written = dumps(root)
        return written.replace(_USUAL, _STRICT) if self.strict else written


def opened(name: str, content: bytes, source: Source) -> Paper:
    """The caller's own Word file, with every letter of the source's text found in it.

    Raises:
        ClausesError: it is not read as the source was.
    """
    traced = docx.trace(name, content, source.view)
    if traced.content.text != source.text:
        raise ClausesError(Said(f"{name} 的文字与审查时读到的不同", f"The text of {name} is not what was read for the review"), Said("请重新审查这份文件后再导出", "review this file again, then export"))
    known = traced.package.parts
    document = known["document"]
    files = dict(sorted(traced.package.files.items(), key=lambda entry: entry[1] is not document))
    main = next(iter(files))
    comments = known.get("comments")
    file = next((f for f, root in files.items() if root is comments), None) or posixpath.join(posixpath.dirname(main), "comments.xml")
    return Paper(
        name=name,
        blocks=source.blocks,
        letters=Letters(((o.element, o.offset, span) for o, span in traced.origins), files.values()),
        files=files,
        styles=Styles(known.get("styles")),
        comments=(file, comments),
        notes={(kind, note.get(W + "id") or ""): note for kind in ("footnote", "endnote") if f"{kind}s" in known for note in known[f"{kind}s"].iter(W + kind)},
        content=content,
        strict=_STRICT in parts.part_of(content, main),
    )
