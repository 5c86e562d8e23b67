"""What a phrase counts by the place where it stands: in a title, in a sentence of an abstract, among keywords and categories.

A title says what a paper is about. In an abstract, the sentences that say what the paper does and the early ones count more than the
late ones; what stands in a list of examples or on the far side of a comparison is only mentioned. Of a sentence that says what the paper
does, the thing itself counts most: in "we introduce a biomedical retrieval system that helps doctors", the words before "that".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

TITLE_WEIGHT = 3.0
"""What a phrase in the title counts; in the first sentence of an abstract it counts 1."""
VAGUE_WEIGHT = 2.0
"""What a phrase counts in a title that speaks for its topic in titles alone, when there is no abstract or it is several words; others are
vague."""
UNBACKED_WEIGHT = 1.25
"""What a vague one counts when there is an abstract, and always for a broad topic: without something beside it, it is hardly a tag.
"Teaching a robot" is no pedagogy."""
VAGUE_WORTH = 0.15
"""The part of the weight of a place in the abstract at which such a phrase is said again: repeating a vague word makes it hardly surer."""
VAGUE_ASIDE_WORTH = 0.05
"""The same for a sentence that does not say what the paper does: a paper about speech says "corpus" often, and offers none."""
CONTRIBUTION_WEIGHT = 1.2
"""What a phrase counts in an early sentence that says what the paper does."""
CONTRIBUTION_STEP = 0.04
"""How much less each later such sentence counts: the last ones tell the means, and what else was tried."""
LEAST_CONTRIBUTION = 0.7
"""What a phrase counts in such a sentence at the end of a long abstract."""
OPENING_WEIGHT = 1.3
"""What it counts in one that opens the abstract: "We present …" tells at once what the paper is. Less than is enough for a tag: the thing
itself counts more."""
HEAD_WEIGHT = 1.6
"""What it counts when it names the thing that the paper offers in the first place: enough for a tag."""
LAST_OFFER = 5
"""The last sentence in which the first offer is looked for: what comes later is a detail."""
STEP_PER_SENTENCE = 0.08
"""How much less each sentence of the abstract counts than the one before it."""
LEAST_WEIGHT = 0.4
"""What a phrase counts at the end of a long abstract."""
MENTION = 0.5
"""The part that is left of the weight of an example or a rival: "such as …", "compared with …"."""
PAIR_WORTH = 1.25
"""How many times as much two phrases that must stand together count in an abstract: "we introduce … a benchmark" is enough."""
KEYWORD_WEIGHT = 1.0
"""What a keyword counts that is a phrase of the topic, its name or a synonym."""
PART_OF_KEYWORD_WEIGHT = 0.6
"""What a phrase counts that is only a part of a keyword, or that is vague."""
MANY_KEYWORDS = 6
"""The number of keywords from which each counts less: authors give a few, programs many."""
FIRST_CATEGORY_WEIGHT = 0.8
"""What the category counts under which a source files a paper in the first place."""
OTHER_CATEGORY_WEIGHT = 0.5
"""What each further category counts."""
FALLBACK_WORTH = 0.5
"""The part of every weight that is left for the fallback topic: "deep learning" and ``cs.LG`` say nearly nothing."""

_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bal\.)(?<!\bvs\.)\s+(?=[^a-z\s])")
_WHO = r"\b(?:we|this (?:paper|work|article|study|survey|thesis|report)|our work|in this (?:paper|work|article|study|report))\b"
_CONTRIBUTION = re.compile(
    _WHO + r"[\w ,-]{0,40}?"
    r"\b(?:propos|introduc|present|develop|stud|investigat|explor|releas|survey|review|address|focus|examin|analy[sz]|design|build|describ|construct|creat|collect|contribut)",
    re.IGNORECASE,
)
_OFFER = re.compile(
    _WHO + r"(?:,? (?:we|then|also|therefore|thus|first|further|hence|instead|here|briefly|formally))* "
    r"(?P<head>(?:(?:propose|introduce|present|develop|release|survey|review|describe|design|build|investigate|examine|tackle|construct"
    r"|create|contribute)s?|study|studies|address(?:es)?|focus(?:es)? on|conducts?|reports?)\b[^.;:?!]{3,140})",
    re.IGNORECASE,
)
"""What a sentence offers, from the verb to a mark that surely ends its name."""
_HEAD_END = re.compile(
    r",(?! (?:an?|the|our|first|novel)\b)|[()](?=\s*$)|\b(?:that|which|who|whose|where|when|while|whether|how|as|by|using|via"
    r"|based on|with|from|through|to|in order|in which|and (?:show|demonstrate|find|evaluate|propose|prove)|enabling|leveraging|consisting"
    r"|comprising|built|designed|trained|inspired|aimed|aiming|without|under|across|on top)(?=\W|$)",
    re.IGNORECASE,
)
"""What ends the name of the thing; a comma does not before "a": "X, a language model"."""
_MENTION = re.compile(
    r"\b(?:such as|e\.g\.|for example|for instance|including|unlike|in contrast to|compared (?:to|with)|outperform\w*"
    r"|(?:essential|crucial|important|useful|beneficial) (?:for|to|in)|can (?:potentially )?(?:help|benefit)"
    r"|inspired by|ranging from|motivated by|applications? (?:in|to|like)|beyond)(?=\W)",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """A stretch of an abstract in which every phrase counts the same."""

    sentence: int
    """Counted from 1."""
    weight: float
    text: str
    told: bool = False
    """Whether the sentence says what the paper does."""


def parts_of(abstract: str) -> Iterator[Part]:
    """Yield the sentences of an abstract; one that ends in examples or rivals as two parts.

    The words that name what the paper offers in the first place come as a part of their own before their sentence, and are in both. What
    later sentences offer are mostly the means.
    """
    offered = False
    for number, sentence in enumerate(_SENTENCE_END.split(abstract), start=1):
        told = _CONTRIBUTION.search(sentence) is not None
        weight = _weight_of(number, told=told)
        mention = _MENTION.search(sentence)
        head = "" if offered or number > LAST_OFFER else _head_of(sentence if mention is None else sentence[: mention.start()])
        if head:
            offered = True
            yield Part(number, HEAD_WEIGHT, head, told=True)
        if mention is None:
            yield Part(number, weight, sentence, told)
        else:
            yield Part(number, weight, sentence[: mention.start()], told)
            yield Part(number, weight * MENTION, sentence[mention.start() :])


def _head_of(sentence: str) -> str:
    """Return the words that name what the sentence offers; empty when it offers nothing."""
    offer = _OFFER.search(sentence)
    if offer is None:
        return ""
    return _HEAD_END.split(offer["head"], maxsplit=1)[0]


def _weight_of(number: int, *, told: bool) -> float:
    if told:
        return OPENING_WEIGHT if number == 1 else max(LEAST_CONTRIBUTION, CONTRIBUTION_WEIGHT - CONTRIBUTION_STEP * (number - 2))
    return max(LEAST_WEIGHT, 1.0 - STEP_PER_SENTENCE * (number - 1))
