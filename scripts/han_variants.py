#!/usr/bin/env python3
"""Writes src/value/names/han_variants.txt from a Unihan_Variants.txt of the Unicode Han database.

    python3 scripts/han_variants.py Unihan_Variants.txt > src/value/names/han_variants.txt

Unihan.zip of each version of Unicode holds the file; Debian's package unicode-data does, too.

Two characters belong together if the database calls one the simplified or the traditional form of the other
(kSimplifiedVariant, kTraditionalVariant), or a variant of the same meaning or shape (kSemanticVariant,
kZVariant), or if one step of each kind leads from one to the other: 线 to 線 to 綫. Two steps of one kind do
not count: 發 and 髮 are both written 发, and are two names. kSpecializedSemanticVariant, which holds in some
contexts only, and kSpoofingVariant, which is about shapes by accident, are left out.

Each line is a character and those of its partners that come after it. Lines are in the order of code points.
The version of Unicode goes to standard error; `variant_name` names it in its source.
"""

import sys
from collections import defaultdict

SCRIPT = {"kSimplifiedVariant", "kTraditionalVariant"}
FORM = {"kSemanticVariant", "kZVariant"}


def character(code):
    """From `U+4E0E<kMatthews`."""
    return chr(int(code.split("<")[0].removeprefix("U+"), 16))


def read(lines):
    """The version of Unicode, the pairs of script and the pairs of form, both ways round."""
    version, script, form = None, defaultdict(set), defaultdict(set)
    for line in lines:
        if line.startswith("# Unicode version:"):
            version = line.split(":")[1].strip()
        if not line.startswith("U+"):
            continue
        code, field, values = line.rstrip("\n").split("\t")
        pairs = script if field in SCRIPT else form if field in FORM else None
        if pairs is None:
            continue
        for value in values.split():
            one, other = character(code), character(value)
            if one != other:
                pairs[one].add(other)
                pairs[other].add(one)
    return version, script, form


def partners(script, form):
    """For each character the later ones that belong to it."""
    together = defaultdict(set)

    def join(one, other):
        if one != other:
            together[min(one, other)].add(max(one, other))

    for pairs in (script, form):
        for one, others in pairs.items():
            for other in others:
                join(one, other)
    for one, others in script.items():
        for other in others:
            for third in form[other] if other in form else ():
                join(one, third)
    return together


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        version, script, form = read(file)
    print(f"Unicode {version}", file=sys.stderr)
    for one, others in sorted(partners(script, form).items()):
        print(one + "".join(sorted(others)))


main()
