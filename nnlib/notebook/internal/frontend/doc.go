// Package frontend is a program's line to the front end that shows its output.
//
// There are three kinds. A kernel that speaks the protocol of $DLMATH_DISPLAY shows
// everything and answers everything. GoNB, which gives $GONB_PIPE, shows pictures and
// text. Where neither is there, a line of plain text is all that is shown.
//
// [Display] returns when the front end has what is shown, so that it stands in order
// among what the program prints, and is not lost when the program ends.
package frontend
