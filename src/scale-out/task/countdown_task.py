"""The Countdown task: reads a response strictly, as forking-tokens' own verifier does (src/countdown/verifier.ts).

judge(row, max_tokens, ids=...) or judge(row, max_tokens, text=...) -> {"reward", "outcome", "waits", "length", "roles", ...}
"""

import functools

WORDS = "<pad> <eos> > : = + - * / want yes no wait so answer try maybe perhaps left now".split()
LARGEST_NUMBER = 99
VOCABULARY = WORDS + [str(value) for value in range(LARGEST_NUMBER + 1)]
IDS = {word: token for token, word in enumerate(VOCABULARY)}
OPENERS = ("try", "maybe", "perhaps")
CONNECTIVES = ("left", "now")
DETERMINED, DECORATIVE, REAL, ERROR = range(4)
OUTCOMES = ("right", "wrong", "out-of-budget", "broken")


def judge(row, max_tokens, ids=None, text=None):
    """The verdict on a response to {"numbers", "target", "operations", "maxAttempts", "openers"?}, given as ids or as text.

    Text has lost its <eos>; a response shorter than max_tokens had one.
    """
    if ids is None:
        words = text.split()
        if len(words) < max_tokens:
            words.append("<eos>")
    else:
        words = [VOCABULARY[token] for token in ids]
    reader = Reader(words)
    progress = {"attempts": 0, "waits": 0, "firstAttemptRight": False}
    try:
        outcome = read_response(row, reader, progress)
    except Departure as departure:
        outcome = str(departure)
    reward = 1.0 if outcome == "right" else 0.0
    return {"reward": reward, "outcome": outcome, "length": len(words), "roles": reader.roles, **progress}


class Departure(Exception):
    """The response leaves the grammar ("broken") or ends early ("out-of-budget")."""


class Reader:
    """Takes words one by one and notes their roles; what is never read keeps the role ERROR."""

    def __init__(self, words):
        self.words, self.at, self.roles = words, 0, [ERROR] * len(words)

    def take(self, legal, role):
        if self.at == len(self.words):
            raise Departure("out-of-budget")
        word = self.words[self.at]
        if word not in legal:
            raise Departure("broken")
        self.roles[self.at] = role if len(legal) > 1 else DETERMINED
        self.at += 1
        return word

    def expect(self, *words):
        for word in words:
            self.take((word,), DETERMINED)

    def next_is(self, word):
        return self.at < len(self.words) and self.words[self.at] == word

    def expect_end(self):
        if self.at < len(self.words):
            raise Departure("broken")


def read_response(row, reader, progress):
    while True:
        value = read_attempt(row, reader, progress)
        right = value == row["target"]
        if progress["attempts"] == 1:
            progress["firstAttemptRight"] = right
        reader.expect("yes" if right else "no")
        last = progress["attempts"] == row["maxAttempts"]
        if last and not right and reader.next_is("wait"):
            return "out-of-budget"
        following = reader.take(("so",) if right or last else ("wait", "so"), REAL)
        if following == "so":
            reader.expect("answer", str(value), "<eos>")
            reader.expect_end()
            return "right" if right else "wrong"
        progress["waits"] += 1


def read_attempt(row, reader, progress):
    """One attempt from its opener to its end value, which is returned."""
    for _ in range(row.get("openers", 1)):
        reader.take(OPENERS, DECORATIVE)
    progress["attempts"] += 1
    state = tuple(row["numbers"])
    while len(state) > 1:
        if len(state) < len(row["numbers"]):
            reader.take(CONNECTIVES, DECORATIVE)
            reader.expect(*inventory(state, row["operations"]))
        steps = legal_steps(state, row["operations"])
        if len(state) == 2:
            reader.expect("want", str(row["target"]))
            steps = choose(reader, steps, lambda step: step[1])
        else:
            for part in (lambda step: str(step[0]), lambda step: step[1], lambda step: str(step[2])):
                steps = choose(reader, steps, part)
        (x, _, y, result) = steps[0]
        reader.expect("=", str(result))
        state = after(state, x, y, result)
    return state[0]


def choose(reader, steps, part):
    """Takes one of the words that `part` of the legal steps may be; the steps that still fit are returned."""
    word = reader.take(tuple(dict.fromkeys(part(step) for step in steps)), REAL)
    return [step for step in steps if part(step) == word]


def inventory(state, operations):
    """The words that list the numbers left and, where two are left, the results within reach."""
    words = [*map(str, state), ":"]
    if len(state) == 2:
        for operation in operations:
            result = apply(state[0], operation, state[1])
            if result is not None:
                words += [str(result), operation]
    return words


@functools.lru_cache(maxsize=None)
def legal_steps(state, operations):
    """The distinct steps (x, operation, y, result) from a state, each pair once with the larger number first."""
    pairs = [(state[i], state[j]) for i in range(len(state)) for j in range(i + 1, len(state))]
    steps = {(x, operation, y): apply(x, operation, y) for x, y in pairs for operation in operations}
    return tuple((*step, result) for step, result in steps.items() if result is not None)


def apply(x, operation, y):
    """x operation y, or None where that is no whole number on [1, 99], or a division by 1."""
    if operation == "/":
        result = x // y if y > 1 and x % y == 0 else 0
    else:
        result = {"+": x + y, "-": x - y, "*": x * y}[operation]
    return result if 1 <= result <= LARGEST_NUMBER else None


def after(state, x, y, result):
    left = list(state)
    left.remove(x)
    left.remove(y)
    return tuple(sorted([*left, result], reverse=True))
