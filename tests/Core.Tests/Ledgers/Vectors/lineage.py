"""Makes lineage.json: random block lists, and what the rules of docs/adr/0020 say of them.

A second implementation of the rules, for LineageVectorTests; not needed to run the tests. In here a point is the content
of the file up to it, so nothing rests on checksums, and what leads to what is looked up by walking the graph in both
directions instead of in one pass.

    python3 tests/Core.Tests/Ledgers/Vectors/lineage.py > tests/Core.Tests/Ledgers/Vectors/lineage.json
"""
import json
import random

SETS = 400


def reach(starts, edges):
    found, todo = set(starts), list(starts)
    while todo:
        for after in edges.get(todo.pop(), ()):
            if after not in found:
                found.add(after)
                todo.append(after)
    return found


def read(blocks, fences):
    """blocks: (content before, content, epoch); fences: (epoch, content before)."""
    epoch = max((e for e, _ in fences), default=0)
    bases = sorted({at for e, at in fences if e == epoch}) or ['']
    forward, backward = {}, {}
    for before, content, e in blocks:
        if e == epoch:
            forward.setdefault(before, set()).add(before + content)
            backward.setdefault(before + content, set()).add(before)
    alive = reach(bases, forward)
    contested = {n for n in alive if any(len(m) == len(n) and m != n for m in alive)}

    def before(node):
        return (reach([node], backward) & alive) - {node}

    clean = [n for n in alive if n not in contested and not before(n) & contested]
    prefix = max(clean, key=len) if clean else min(bases, key=lambda n: (len(n), n))
    may_end = sorted(n for n in alive if not before(n) & contested)
    return dict(epoch=epoch, prefix=prefix, least=not clean, contested=bool(contested), alive=sorted(alive), mayEnd=may_end)


def random_set(rnd):
    length = rnd.randint(3, 7)
    epochs = rnd.choice((0, 1, 1, 2))
    letters = 'a' if rnd.random() < .2 else 'ab'
    blocks, fences, nodes = set(), set(), ['']

    def text(most):
        # Mostly one content, so that some lists have no conflict and some have it late.
        return ''.join(rnd.choice(letters if rnd.random() < .5 else 'a') for _ in range(rnd.randint(0, most)))

    for _ in range(rnd.randint(0, 12)):
        node = rnd.choice(nodes) if rnd.random() < .85 else text(length - 1)
        if epochs and rnd.random() < .3:
            fences.add((rnd.randint(1, epochs), node))
        elif len(node) < length:
            content = text(length - len(node)) or 'b'
            blocks.add((node, content, epochs if rnd.random() < .6 else rnd.randint(0, epochs)))
            nodes.append(node + content)
    return length, sorted(blocks), sorted(fences)


if __name__ == '__main__':
    rnd = random.Random(20261128)
    lines = []
    while len(lines) < SETS:
        length, blocks, fences = random_set(rnd)
        if not read(blocks, fences)['contested'] and rnd.random() < .8:
            continue
        lines.append(json.dumps(dict(length=length, blocks=[dict(before=b, content=c, epoch=e) for b, c, e in blocks],
                                     fences=[dict(epoch=e, before=b) for e, b in fences], **read(blocks, fences)),
                                separators=(',', ':')))
    print('[\n' + ',\n'.join(lines) + '\n]')
