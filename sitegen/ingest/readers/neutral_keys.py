"""The names that people give to the fields of a paper, without case, spaces and punctuation; the best known first."""

import re

from sitegen.papers.paper import LinkKind

TITLES = ("title", "papertitle", "documenttitle", "articletitle")
ABSTRACTS = ("abstract", "abstractnote", "abstracttext", "summary", "description")
AUTHORS = ("authorsparsed", "authors", "author", "authornames", "authorlist", "authorsnames", "creators", "creator")
PUBLISHED = ("published", "publicationdate", "publisheddate", "datepublished", "publishedat", "publishedon", "date", "pubdate", "issued")
SUBMITTED = ("submitted", "submissiondate", "datesubmitted", "cdate", "created", "createdat")
YEARS = ("year", "publicationyear", "pubyear", "publishedyear")
UPDATED = ("updated", "updatedate", "dateupdated", "updatedat", "lastupdated", "revised")
LISTED = ("listed", "listedon", "listedat", "listeddate", "listingdate")
KINDS_KEYS = ("type", "itemtype", "documenttype", "publicationtype", "entrytype", "papertype")
VENUES = (
    "venue",
    "journal",
    "journaltitle",
    "booktitle",
    "conference",
    "publicationtitle",
    "sourcetitle",
    "containertitle",
    "proceedings",
)
MORE_VENUES = ("proceeding", "journalbook", "conferencename", "publication")
IDS = ("ids", "externalids", "identifiers")
OWN_IDS = ("id", "uid", "paperid", "key", "eprint", "arxivurl")
IDENTIFIERS = {
    "arxiv": ("arxiv", "arxivid", "arxivnumber"),
    "doi": ("doi", "paperdoi", "doilink", "doiurl"),
    "acl": ("acl", "aclid", "anthologyid", "aclanthologyid"),
    "openreview": ("openreview", "openreviewid", "openreviewurl", "forum"),
}
ADDRESSES: tuple[tuple[LinkKind, tuple[str, ...]], ...] = (
    ("paper", ("url", "link", "paperurl", "urlabs", "absurl", "paperlink", "articleurl", "landingpage", "htmlurl", "entryid")),
    ("pdf", ("pdf", "pdfurl", "urlpdf", "pdflink", "paperpdf")),
    ("code", ("code", "codeurl", "codelink", "github", "githuburl", "githublink", "githubrepo", "repo", "repository", "repourl")),
    ("project", ("project", "projectpage", "projecturl", "website", "homepage", "webpage")),
    ("data", ("data", "dataset", "dataseturl", "datasets", "dataurl")),
    ("model", ("model", "modelurl", "models", "checkpoint")),
    ("demo", ("demo", "demourl")),
    ("video", ("video", "videourl", "talk", "presentation", "presentationurl", "youtube")),
    ("link", ("slides", "slidesurl", "poster", "posterurl", "blog", "blogurl", "supplementary")),
)
# What programs call the types of publications → CSL 1.0.2. "Article" is a journal's article with them, and a preprint in CSL.
KINDS = {
    "article": "article-journal",
    "journal": "article-journal",
    "journalarticle": "article-journal",
    "articlejournal": "article-journal",
    "review": "article-journal",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "conferencepaper": "paper-conference",
    "paperconference": "paper-conference",
    "proceedingsarticle": "paper-conference",
    "proceedingspaper": "paper-conference",
    "preprint": "article",
    "postedcontent": "article",
    "book": "book",
    "monograph": "book",
    "bookchapter": "chapter",
    "booksection": "chapter",
    "chapter": "chapter",
    "incollection": "chapter",
    "inbook": "chapter",
    "thesis": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "dissertation": "thesis",
    "report": "report",
    "techreport": "report",
    "dataset": "dataset",
    "software": "software",
}
LANGUAGES = {"english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "chinese": "zh"}
# https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types
CSL_KINDS = frozenset(
    re.findall(
        r"\S+",
        """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset document entry
        entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation manuscript map motion_picture
        musical_score pamphlet paper-conference patent performance periodical personal_communication post post-weblog regulation report
        review review-book software song speech standard thesis treaty webpage""",
    )
)
KNOWN = frozenset(
    (
        *(*TITLES, *ABSTRACTS, *AUTHORS, *PUBLISHED, *SUBMITTED, *YEARS, *UPDATED, *LISTED, *KINDS_KEYS, *VENUES, *MORE_VENUES, *OWN_IDS),
        *(name for names in IDENTIFIERS.values() for name in names),
        *(name for _, names in ADDRESSES for name in names),
        *("keywords", "keyword", "authorkeywords", "tags", "categories", "category", "volume", "issue", "pages", "publisher", "language"),
        *("session", "sessions", "rank", "feed", "pmid", "citation", "affiliations"),
    )
)
"""What the columns of a table of papers are called."""
