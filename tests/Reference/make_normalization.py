"""Writes src/Core/Preprocessing/Texts/normalization.txt, what Unicode's compatibility composition (NFKC) needs, and
tests/Reference/normalization.json, what Python's unicodedata makes of texts with it: python3 make_normalization.py."""
import hashlib
import json
import os
import random
import unicodedata as u

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(HERE, "../../src/Core/Preprocessing/Texts/normalization.txt")
POINTS = [p for p in range(0x110000) if not 0xD800 <= p < 0xE000]
HANGUL = range(0xAC00, 0xD7A4)  # these follow a formula


def codes(text):
    return " ".join(f"{ord(c):X}" for c in text)


def table():
    lines = [
        f"# Unicode {u.unidata_version}, from the Unicode Character Database (https://www.unicode.org/terms_of_use.html),",
        "# written by tests/Reference/make_normalization.py; numbers are hexadecimal.",
        "# D: a character and what it is decomposed into; K: one that the two behind it are composed to;",
        "# C: a combining class, and the first and last character of each range that has it. A ; ends each.",
    ]
    head = len(lines)
    for p in POINTS:
        whole = u.normalize("NFKD", chr(p))
        if whole != chr(p) and p not in HANGUL:
            lines.append(f"D {p:X} {codes(whole)}")
    for p in POINTS:
        parts = u.decomposition(chr(p)).split()
        if len(parts) == 2 and not parts[0].startswith("<") and u.normalize("NFC", chr(p)) == chr(p):
            lines.append(f"K {p:X} {int(parts[0], 16):X} {int(parts[1], 16):X}")
    ranges = {}
    for p in POINTS:
        kind = u.combining(chr(p))
        if kind:
            own = ranges.setdefault(kind, [])
            if own and own[-1][1] == p - 1:
                own[-1][1] = p
            else:
                own.append([p, p])
    for kind in sorted(ranges):
        lines.append(f"C {kind:X} " + " ".join(f"{a:X} {b:X}" for a, b in ranges[kind]))
    with open(TABLE, "w", encoding="ascii", newline="\n") as file:
        file.write("\n".join(lines[:head]) + "\n")
        line = ""
        for entry in lines[head:]:
            if line and len(line) + len(entry) > 480:
                file.write(line + "\n")
                line = ""
            line += entry + ";"
        file.write(line + "\n")


def reference():
    every = hashlib.sha256()
    for p in POINTS:
        every.update(u.normalize("NFKC", chr(p)).encode() + b"\n")
    random.seed(0)
    marks = [p for p in POINTS if u.combining(chr(p))]
    changed = [p for p in POINTS if u.normalize("NFKC", chr(p)) != chr(p)]
    jamo = list(range(0x1100, 0x1113)) + list(range(0x1161, 0x1176)) + list(range(0x11A8, 0x11C3)) + [0xAC00, 0xAC01, 0xD788]
    letters = list(range(0x41, 0x7B)) + list(range(0xC0, 0x180)) + list(range(0x391, 0x3CA))
    cases = []
    for i in range(600):
        pool = [letters, marks, changed, jamo]
        text = "".join(chr(random.choice(random.choice(pool if i % 3 else [letters, marks]))) for _ in range(random.randint(1, 12)))
        cases.append([codes(text), codes(u.normalize("NFKC", text))])
    with open(os.path.join(HERE, "normalization.json"), "w", encoding="ascii", newline="\n") as file:
        rows = ",\n".join(json.dumps(case) for case in cases)
        file.write(f'{{"unicode": "{u.unidata_version}", "sha256OfAll": "{every.hexdigest()}", "cases": [\n{rows}\n]}}\n')


table()
reference()
