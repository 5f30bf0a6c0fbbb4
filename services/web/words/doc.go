// Package words is everything that the pages say, in the reader's language: texts with plural forms, dates, numbers, names of
// spoken languages, reading direction.
//
// A language is one file, <tag>.toml beside this one, or several, <tag>.<part>.toml, of which every key belongs to one; or the table
// "pages" of package locale, where one file has the words of mails and calendars too. It
// has a table [language] with its own name and direction, [date] with months, days and the order of a date, and one table
// per page. A key that has plural forms is a table of them (zero, one, two, few, many, other), chosen by the argument Count.
// Arguments stand in a text as {{.Name}}; **two stars** make bold where a page asks for rich text.
//
// The tests hold that every language has every key, every plural form that its rules know, and the same arguments as English,
// and that every key that a template or the code names exists.
package words
