"""Language codes of ISO 639-2, as libraries write them, → BCP 47 tags (https://www.rfc-editor.org/info/bcp47)."""

import re

# Every language with a code of two letters has that as its tag; both codes of three letters (bibliographic, terminological) stand here.
_TWO_LETTERS = """
aa aar|ab abk|ae ave|af afr|ak aka|am amh|an arg|ar ara|as asm|av ava|ay aym|az aze|ba bak|be bel|bg bul|bi bis|bm bam|bn ben|bo tib bod
br bre|bs bos|ca cat|ce che|ch cha|co cos|cr cre|cs cze ces|cu chu|cv chv|cy wel cym|da dan|de ger deu|dv div|dz dzo|ee ewe|el gre ell
en eng|eo epo|es spa|et est|eu baq eus|fa per fas|ff ful|fi fin|fj fij|fo fao|fr fre fra|fy fry|ga gle|gd gla|gl glg|gn grn|gu guj|gv glv
ha hau|he heb|hi hin|ho hmo|hr hrv scr|ht hat|hu hun|hy arm hye|hz her|ia ina|id ind|ie ile|ig ibo|ii iii|ik ipk|io ido|is ice isl|it ita
iu iku|ja jpn|jv jav|ka geo kat|kg kon|ki kik|kj kua|kk kaz|kl kal|km khm|kn kan|ko kor|kr kau|ks kas|ku kur|kv kom|kw cor|ky kir|la lat
lb ltz|lg lug|li lim|ln lin|lo lao|lt lit|lu lub|lv lav|mg mlg|mh mah|mi mao mri|mk mac mkd|ml mal|mn mon|mr mar|ms may msa|mt mlt
my bur mya
na nau|nb nob|nd nde|ne nep|ng ndo|nl dut nld|nn nno|no nor|nr nbl|nv nav|ny nya|oc oci|oj oji|om orm|or ori|os oss|pa pan|pi pli|pl pol
ps pus|pt por|qu que|rm roh|rn run|ro rum ron mol|ru rus|rw kin|sa san|sc srd|sd snd|se sme|sg sag|si sin|sk slo slk|sl slv|sm smo|sn sna
so som|sq alb sqi|sr srp scc|ss ssw|st sot|su sun|sv swe|sw swa|ta tam|te tel|tg tgk|th tha|ti tir|tk tuk|tl tgl|tn tsn|to ton|tr tur|ts tso
tt tat|tw twi|ty tah|ug uig|uk ukr|ur urd|uz uzb|ve ven|vi vie|vo vol|wa wln|wo wol|xh xho|yi yid|yo yor|za zha|zh chi zho|zu zul
"""
_TAGS = {code: words[0] for group in re.split(r"[|\n]", _TWO_LETTERS) if (words := group.split()) for code in words}
_NONE = frozenset(("und", "mul", "mis", "zxx"))
_BCP47 = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", re.IGNORECASE | re.ASCII)


def language_tag(code: str) -> str:
    """Return the BCP 47 tag for a code of ISO 639 or for a tag (``eng`` → ``en``, ``pt-BR``); empty for anything else, also for ``mul``."""
    code = code.strip().replace("_", "-")
    if not _BCP47.fullmatch(code):
        return ""
    language, hyphen, rest = code.partition("-")
    language = language.lower()
    return "" if language in _NONE else f"{_TAGS.get(language, language)}{hyphen}{rest}"
