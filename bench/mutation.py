#!/usr/bin/env python3
"""The scores of a run of bench/mutate, a folder a line; and with --survivors each change that no spec noticed."""
import collections
import json
import os
import sys

NOTICED, MISSED = ("Killed", "Timeout"), ("Survived", "NoCoverage")

found = collections.defaultdict(collections.Counter)
survivors = []
for report in (name for name in sys.argv[1:] if not name.startswith("--")):
    with open(report) as file:
        told = json.load(file)
    for path, of in told["files"].items():
        name = os.path.relpath(path, told["projectRoot"]) if os.path.isabs(path) else path
        folder = os.path.basename(told["projectRoot"]) + "/" + (os.path.dirname(name) or ".")
        for mutant in of["mutants"]:
            found[folder][mutant["status"]] += 1
            if mutant["status"] in MISSED:
                at = mutant["location"]["start"]
                line = of["source"].split("\n")[at["line"] - 1].strip()
                survivors.append(f"{folder}/{os.path.basename(name)}:{at['line']} {mutant['status']}: {mutant['mutatorName']}: {line[:110]} -> {mutant.get('replacement', '')[:110]!r}")

print(f"{'folder':44} {'noticed':>8} {'missed':>7} {'score':>7}")
total = collections.Counter()
for folder, counts in sorted(found.items()):
    noticed, missed = (sum(counts[status] for status in kind) for kind in (NOTICED, MISSED))
    if noticed + missed:
        total.update({"noticed": noticed, "missed": missed})
        print(f"{folder:44} {noticed:8} {missed:7} {100 * noticed / (noticed + missed):6.1f}%")
print(f"{'all':44} {total['noticed']:8} {total['missed']:7} {100 * total['noticed'] / max(1, sum(total.values())):6.1f}%")
if "--survivors" in sys.argv:
    print("\n".join(sorted(survivors)))
