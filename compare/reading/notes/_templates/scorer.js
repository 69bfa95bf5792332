// Pages of the notes before the reference and the tests' source.
var Scorer = {
  score: ([page, , , , score]) => score - (/^(api|code)\//.test(page) ? 100 : 0),
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2,
};
// snippets need fetch(), which file:// forbids
DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = location.protocol !== "file:";
