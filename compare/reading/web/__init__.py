"""The reading site's machinery: tables of pairs, formulas, directives, the build."""
