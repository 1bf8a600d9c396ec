"""The commands of the library: standards listed, shown, exported, imported; its files checked, its examples tried."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from clauses.errors import ClausesError
from clauses.model import Said, Template
from clauses.signs import visible

templates = typer.Typer(no_args_is_help=True, help="标准合同：列出、查看、导出、导入。Standards: list, show, export, import.")
library = typer.Typer(no_args_is_help=True, help="规则库检查。Checks of the library.")


@templates.command("list")
def list_templates() -> None:
    """列出可用的标准合同。Lists the standards."""
    from clauses.library import load, user_folder

    for template in load(user=user_folder()).templates.values():
        origin = "随附" if template.origin == "bundled" else "自有"
        print(f"{template.id}\t{template.version}\t{origin}\t{len(template.clauses)} 条\t{template.title}")


def _named(id: str) -> Template:
    from clauses.library import load, unknown, user_folder

    known = load(user=user_folder()).templates
    if id not in known:
        raise unknown(Said("标准合同", "standard"), id, known)
    return known[id]


@templates.command("show")
def show_template(id: str) -> None:
    """显示一份标准合同的条款。Shows a standard's clauses."""
    template = _named(id)
    print(visible(f"{template.title}（{template.id} {template.version}）"))
    for clause in template.clauses:
        print(visible(f"{clause.number}\t{clause.type}\t{'必备' if clause.required else '可选'}\t{clause.text}"))


@templates.command("export")
def export_template(id: str, out: Annotated[Path | None, typer.Option("--out", help="写入的 .txt 文件；不填则打印")] = None) -> None:
    """把标准合同导出为文本。Exports a standard as plain text."""
    from clauses.library import text_of

    text = text_of(_named(id))
    if out is None:
        print(text)
    else:
        from clauses.report.files import write_new

        write_new(out, text.encode("utf-8"))


@templates.command("import")
def import_template(
    file: Path,
    id: Annotated[str, typer.Option("--id", help="新标准的编号，如 my-circuit")],
    title: Annotated[str | None, typer.Option("--title", help="标题")] = None,
    author: Annotated[str, typer.Option("--author", help="修改人，写入版本记录；不填则为本机用户名")] = "",
    note: Annotated[str, typer.Option("--note", help="修改说明，写入版本记录")] = "",
    again: Annotated[bool, typer.Option("--again", help="作为已有标准的新版本：没有改动的条款保留要点、理由和类型")] = False,
) -> None:
    """把本单位的空白合同做成标准。Makes a standard of a blank form (Word or text)."""
    from clauses import classify, embed, ingest
    from clauses.editions import user_name
    from clauses.library import user_folder
    from clauses.standard import read_form, store

    form = read_form(ingest.read(file), classifier=classify.load(embed.load()))
    edition = store(form, id=id, title=title, author=author or user_name(), note=note or f"由 {file.name} 导入", folder=user_folder(), again=again)
    if form.filled:
        print(visible(f"注意：这份文件像是已填写的合同（{'、'.join(form.filled[:6])}），而不是空白标准"), file=sys.stderr)
    print(f"已保存：{user_folder() / 'templates' / f'{id}.yaml'}（第 {edition.number} 版，{edition.author}）")


@library.command("check")
def check_library() -> None:
    """检查标准、规则、指引和法律文件。Checks every file of the library."""
    from clauses.library import examples, load, user_folder

    loaded = load(user=user_folder())
    examples(loaded)
    print(f"标准 {len(loaded.templates)}，规则 {len(loaded.rules)}，法律 {len(loaded.laws)}，指引 {len(loaded.playbooks)}：没有错误")


@library.command("try")
def try_examples(code: Annotated[str | None, typer.Argument(help="发现代码；不填则试全部")] = None) -> None:
    """逐一试 examples/ 中的例子：该提示的提示、不该提示的不提示。Tries the examples of a code, or all."""
    from clauses.library import examples, unknown, user_folder
    from clauses.review import open_desk
    from clauses.trial import tried

    desk = open_desk(user=user_folder())
    known = examples(desk.library)
    if code is not None and code not in known:
        codes = [rule.code for rule in desk.library.rules]
        raise ClausesError(Said(f"“{code}”还没有例子", f"“{code}” has no examples yet"), Said("请在 examples/ 中写一个会提示、一个不提示的", "write one that fires and one that stays silent in examples/")) if code in codes else unknown(Said("发现代码", "finding code"), code, codes)
    outcomes = [tried(example, desk) for name, some in known.items() if code in (None, name) for example in some]
    for outcome in outcomes:
        if code is None and outcome.holds:
            continue
        wanted = outcome.example.of
        for text, found, right in ((outcome.example.fires, outcome.fires, wanted in outcome.fires), (outcome.example.silent, outcome.silent, wanted not in outcome.silent)):
            said = f"{'提示' if wanted in found else '不提示'} {wanted}；全部发现：{'、'.join(sorted(found)) or '无'}"
            print(f"{'对' if right else '错'}  {text.strip()}\n    {said}")
    failed = sum(not outcome.holds for outcome in outcomes)
    print(f"例子 {len(outcomes)} 个，与所写不符的 {failed} 个")
    if failed:
        raise typer.Exit(1)
