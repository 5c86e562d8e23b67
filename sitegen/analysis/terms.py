"""The terms of a text: words and phrases of two words, without stop words, numbers and TeX.

A term has a key, under which plural, and hyphens fall together, and the form in which the text writes it. What a term is worth in
general is not decided here: see ``vectors.py``. The lists of words are English, as most abstracts are; words of other languages are
terms like all others, and their common ones lose their worth by being common.
"""

import functools
import re
from collections.abc import Iterable

import msgspec

from sitegen.text import MATH

_NOISE = re.compile(r"https?://\S+|\bwww\.\S+|\S+@\S+\.\w+|\\[A-Za-z]+|<[^<>]{0,80}>")
_TOKEN = re.compile(r"[^\W_]+(?:['’‑–-][^\W_]+)*\+{0,2}|[.,;:!?()\[\]{}\"“”—/|=]")
_HYPHEN = re.compile(r"[‑–-]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST_WORD = 32
_MOST_TOKENS = 4_000
"""So many tokens of a text are read; an abstract has two hundred."""

_STOP = frozenset(
    """
    a about above across after again against all almost alone along already also although always am among amongst an and any are around as at
    be became because become becomes been before behind being below between beyond both but by can cannot could did do does doing done down
    due during each either else enough etc even ever every far few first for from further furthermore get given gives go got had has have
    having he hence her here him his how however i ie if in indeed instead into is it its itself just last least less let like likely made
    mainly make makes making many may me meanwhile might more moreover most mostly much must my near nearly need needs neither never
    nevertheless next no nor not now of off often on once one ones only onto or other others otherwise our ours out over own per perhaps
    please quite rather really s same second see seem seems several shall she should since so some somehow still such t than that the their
    them then there thereby therefore these they third this those though three through throughout thus to together too toward towards two
    under unlike until unto up upon us use used uses using usually various very via was we well were what whatever when where whereas
    whether which while who whole whom whose why will with within without would yet you your et al eg vs versus
    able ablation abstract accordingly achieve achieved achieves achieving additional additionally address addressed addresses addressing
    advance advanced advances advancement advantage aim aims allow allowing allows alternative analyse analyze analyzed apply applied applies
    applying approach appropriate article aspect aspects attempt author available average base based basis benefit best better big brief
    bring bridge broad build building builds built called capability capable capture captures carefully cause certain challenge
    challenging choice clear closely code combine combined combines combining common commonly compare compared comparable compares comparison
    compelling complete complex comprehensive comprise conclude conduct conducted consider considered considering consist
    consistent consistently consists contain containing contains contrast contribute contribution conventional core correct crucial current
    currently deal define defined delve demonstrate demonstrated demonstrates demonstrating depend describe described describes design designed
    designing despite detail detailed develop developed developing develops differ difference different difficult directly discuss discussed
    distinct diverse drastically drive driven easily easy effect effective effectively effectiveness efficiently effort eliminate employ
    employed employing employs emerge emerged emerging enable enabled enables enabling encourage enhance enhanced enhancement enhances
    enhancing ensure ensures ensuring entire especially essential establish established evaluate evaluated evaluates evaluating evidence
    evident exceed exhibit exhibits exist existing expand experiment experimental explicit explicitly exploit explore explored explores
    exploring extend extended extending extends extensive extensively extremely facilitate fact factor fail fails fairly find finding finds
    flexible focus focused focuses focusing follow followed following follows form former formulate found framework frequently
    full fully fundamental gain generally github goal good great greater greatly handle help helps hard highlight highlighted highlights highly
    hinder hope https huge hundred idea identified identify identifying illustrate immense impact implement implementation implemented imply
    importance important importantly impressive improve improved improvement improves improving inability include included includes including
    incorporate incorporated incorporates incorporating increase increased increases increasing increasingly individual inherent initial
    insight inspire inspired integrate integrated integrates integrating intend interesting introduce introduced introduces introducing
    investigate investigated investigates investigating investigation involve involves involving issue justify keep key kind know known lack
    lacking lacks large largely larger later latter lead leading leads leverage leveraged leverages leveraging limit limitation limited
    limiting little literature long lot low lower main maintain maintaining maintains major manner mean meaningful means meet mention method
    methodology mitigate moderate modern motivate motivated naturally necessary necessity nontrivial notable notably note noteworthy novel
    number numerous obtain obtained obtaining obtains obvious occur offer offering offers operate opportunity optimal original outline
    outperform outperformed outperforming outperforms outstanding overall overcome overcoming overview paper part particular particularly
    perform performance performed performing performs perspective pioneering plausible play plays popular pose poses possibility possible
    possibly potential potentially powerful practical practice precise precisely present presented presenting presents preserve prevent
    previous previously primarily primary principled prior probably problem proceed produce produced produces producing project
    prominent promise promising proper properly propose proposed proposes proposing prove provide provided provides providing purpose put
    quickly raise range rapid rapidly rarely reach reached reaches reaching recent recently recommend reduce reduced reduces reducing
    refer regarding related relatively release released relevant reliable reliably rely relying relies remain remains remarkable remarkably
    report reported reports require required requirement requires requiring research researcher resolve respect respectively result
    resulting reveal revealed reveals rich run running said scenario section seek serve serves serving set setting setup severe share
    show showcase showed showing shown shows significance significant significantly similar simple simpler simplicity simply simultaneously
    single situation size slightly small smaller solely solution solve solved solving specific specifically standard
    step straightforward strength strive strong stronger strongly struggle struggling studied study studying substantial substantially success
    successful successfully suffer sufficient suggest suggested suggesting suggests suitable summary superior superiority support supported
    surpass surpasses surpassing tackle tackles tackling take taken takes target technique technology tend term thorough thoroughly thousand
    today topic total traditional traditionally try type typical typically ultimately underlying understand understood undesired
    unified unique unlock unprecedented usage useful user utilize utilized utilizes utilizing utility valid validate validated valuable value
    variety vary varying vast verify version versatile viable view want way weakness wide widely wish work worked working works worse
    yield yielding yields
    accelerate accelerating accurate accurately ability abundant achievable across-the-board adopt adopted adopting adequate always amount arise
    assess assessed assessing associated assume available beneficial best-performing bottleneck broader characteristic cost-effective
    count critical critically daily degree deliver derive derived derives desirable desired determine drawback dramatically elegant
    exceptional existing extra favorable feasible final finally foster four five six seven eight nine ten further gap
    generate generated generates generating generic hence holistic ideal implication impractical improper in-depth inadequate inevitable insufficient
    largest latest left level line list lightweight massive million billion minimal mode multiple name named need new newly notion observation
    observe observed observing old order origin paramount pave people pipeline place plenty poor poorly previous procedure processed
    promote publicly quantitative qualitative rate reason reasonable recognize recognized relative representative respective
    right robustly scalable scope seamless seamlessly sensible separate serious shed side simplify sota state-of-the-art
    steadily stem strategy strict subsequent subsequently suboptimal subtle sufficiently surprising surprisingly systematic systematically
    task thing think today trivial turn underexplored underscore underscores understudied undertake unfortunately unexplored urgent usual
    utilization vital website weak whole yet year yes
    hundred thousand dozen half twice percent percentage st nd rd th min max ii iii iv vi vii viii
    """.split()
)
"""Words that say nothing of a paper's subject; they part phrases."""

_WEAK = frozenset(
    """
    accuracy action adaptive agnostic aligned analysis application area aware bi binary class collection component condition conditional
    constraint content context cost cross custom data dataset deep depth direct distance domain dynamic early efficient efficiency
    element end environment error evaluation example expert fast feature field fine flow free function general global good group guided
    heavy high human hybrid importance inference information input inter interaction internal intra joint knowledge label large layer
    learn learned learning length light local loss mapping mass match mechanism metric mixed model modeling modelling module multi
    natural network non object objective offline online operation output pair parallel parameter part pass path pattern phase pre precision
    prediction principle property public pure random raw real reference region relation response rule sample scale scaling score
    selection self semantic sequence sequential shared short shot source state time world point open series role case concept process question tool quality ad hoc fly art signal space sparse special specific speed
    stage static statistical strategy stream structure structured supervised support system technical test testing theoretical theory
    token top train trained training transfer true uniform unit unseen update variable variant variation vector weight word zero
    """.split()
)
"""Words that say little alone and much in a phrase: ``zero shot``, ``deep learning``."""

_PREFIXES = frozenset(
    "anti auto bi co counter de hyper inter intra meta micro mono multi neuro non omni over para photo poly post pre pseudo re semi socio sub"
    " super trans ultra un under uni".split()
)
"""What is one word with what follows: ``multi-modal`` is ``multimodal``."""
_SUFFIXES = frozenset(
    "agnostic based aware driven free guided level oriented specific wise like style type trained tuned conditioned enhanced augmented"
    " centric related scale bench".split()
)
"""What stands behind a hyphen and names no subject: ``CLIP-based`` is ``CLIP``."""


class Term(msgspec.Struct, frozen=True):
    """A word or a phrase of two words, as it occurs in one paper."""

    key: str
    """What all its spellings have in common; the words of a phrase are parted by a space."""
    shown: str
    """As the paper writes it."""
    title: int
    """How often it stands in the title."""
    text: int
    """How often it stands in the abstract."""


class _Word(msgspec.Struct, frozen=True):
    key: str
    """Empty when the word says nothing and parts phrases."""
    shown: str
    alone: bool
    """Whether it is a term by itself."""
    joint: str
    """What stands between it and the next word of a phrase: a space or a hyphen."""


_BREAK = _Word("", "", False, " ")


def extract_terms(title: str, text: str) -> tuple[Term, ...]:
    """Return the terms of a paper in the order in which they occur first, those of the title before those of the text."""
    in_title: dict[str, int] = {}
    in_text: dict[str, int] = {}
    forms: dict[str, str] = {}
    _count(title, in_title, forms)
    title_forms = {key: _lowered(form) for key, form in forms.items()} if _is_title_case(title) else forms
    text_forms: dict[str, str] = {}
    _count(text, in_text, text_forms)
    shown = {**title_forms, **text_forms}
    return tuple(Term(key, form, in_title.get(key, 0), in_text.get(key, 0)) for key, form in shown.items())


def _count(text: str, counts: dict[str, int], forms: dict[str, str]) -> None:
    """Count the terms of ``text``; the form of a term is its first, unless a later one has no capital where that one has."""
    before = _BREAK
    for word in _words(text):
        if not word.key:
            before = word
            continue
        found = [(word.key, word.shown)] if word.alone else []
        if before.key and (word.alone or before.alone or before.joint == "-" or _is_pair(before, word)):
            found.append((f"{before.key} {word.key}", f"{before.shown}{before.joint}{word.shown}"))
        for key, form in found:
            counts[key] = counts.get(key, 0) + 1
            known = forms.setdefault(key, form)
            if known is not form and known != form and form == known.lower():
                forms[key] = form
        before = word


def _is_pair(one: _Word, other: _Word) -> bool:
    """Tell whether two words that say little alone may be a phrase."""
    return one.key != other.key


def _words(text: str) -> Iterable[_Word]:
    text = MATH.sub(" , ", text) if "$" in text else text
    for token in _TOKEN.findall(_NOISE.sub(" , ", text))[:_MOST_TOKENS]:
        yield from _expand(token)


@functools.lru_cache(maxsize=100_000)
def _expand(token: str) -> tuple[_Word, ...]:
    """Return the words of a token; what is hyphenated is taken apart unless it is a name such as ``GPT-4``."""
    if not token[0].isalnum():
        return (_BREAK,)
    if _CJK.search(token):
        return tuple(_Word(token[at : at + 2], token[at : at + 2], True, "") for at in range(max(len(token) - 1, 1))) + (_BREAK,)
    parts = _HYPHEN.split(token)
    if len(parts) == 1:
        return (_word(token, " "),)
    while len(parts) > 1 and parts[-1].lower() in _SUFFIXES and parts[0].lower() not in _PREFIXES:
        parts = parts[:-1]
        token = "-".join(parts)
    if any(not part.isalpha() or len(part) == 1 for part in parts):
        return (_word(token, " "),)
    if parts[0].lower() in _PREFIXES and len(parts) > 1:
        first = _word(parts[0] + parts[1].lower(), "-" if len(parts) > 2 else " ", f"{parts[0]}-{parts[1]}")
        parts = parts[2:]
        words = [first]
    else:
        words = []
    return (*words, *(_word(part, "-" if at + 1 < len(parts) else " ") for at, part in enumerate(parts)))


def _word(written: str, joint: str, shown: str = "") -> _Word:
    """Return a word; one that says nothing has no key."""
    written = re.sub(r"['’]s?$|['’](?=s$)", "", written)
    key = _singular(written)
    lower = written.casefold()
    nothing = lower in _STOP or key in _STOP or len(key) > _LONGEST_WORD or not any(char.isalpha() for char in key)
    if nothing or (len(key) == 1 and key.isascii()) or (lower.endswith("ly") and len(lower) > 5):
        return _BREAK
    return _Word(key, shown or written, key not in _WEAK and lower not in _WEAK and len(key) > 1, joint)


def _singular(written: str) -> str:
    """Return the key of a word: without case, and as far as an English plural shows, in the singular."""
    key = written.casefold()
    if len(key) < 4 or not key.endswith("s") or key.endswith(("ss", "us", "is", "ics")):
        return key[:-1] if len(written) > 2 and written[-1] == "s" and written[:-1].isupper() else key
    if key.endswith("ies") and len(key) > 4:
        return key[:-3] + "y"
    return key[:-2] if key.endswith(("sses", "xes", "ches", "shes", "zes")) else key[:-1]


def _is_title_case(title: str) -> bool:
    words = [word for word in title.split() if len(word) > 3 and word.isalpha()]
    return sum(word[0].isupper() for word in words) * 3 >= len(words) * 2


def _lowered(form: str) -> str:
    """Write a form of a title in title case as within a sentence: words that have a capital at their beginning alone lose it."""
    return "".join(part.lower() if part[1:].islower() else part for part in re.split(r"([ -])", form))
