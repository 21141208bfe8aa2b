"""Chinese words in the code: what a module says itself instead of asking the template.

    python -m tests.chinese          every literal, module by module
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import regex

import extractor

__all__ = ["iter_chinese_literals", "find_chinese_words"]

PACKAGE_ROOT = Path(extractor.__file__).parent
_CHARACTER_RANGE = regex.compile(r"\\?[\u3400-\u9fff]-\\?[\u3400-\u9fff]")  # a class of all characters is no word
_COMMENT = regex.compile(r"(?m)(?<=\s)#.*$")  # inside a verbose pattern
_WORD = regex.compile(r"[\u3400-\u9ffe]+")  # the last one of the block only ends ranges


def iter_chinese_literals(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every literal with Chinese characters; docstrings and comments are none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings, of attributes too
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
            text = _CHARACTER_RANGE.sub("", _COMMENT.sub("", node.value))
            if _WORD.search(text):
                yield node.lineno, text


def find_chinese_words(path: Path) -> frozenset[str]:
    """The runs of Chinese characters in the literals of a module."""
    return frozenset(word for _, text in iter_chinese_literals(path) for word in _WORD.findall(text))


if __name__ == "__main__":
    for module in sorted(PACKAGE_ROOT.rglob("*.py")):
        found = sorted(iter_chinese_literals(module))
        if found:
            print(f"{module.relative_to(PACKAGE_ROOT).as_posix()}: {len(found)} literals, {len(find_chinese_words(module))} words")
            for line, text in found:
                print(f"  {line}: {text.strip()}")
