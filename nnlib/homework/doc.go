// Package homework says what a test cell says: which answers are right, how many points
// each is worth, and what to tell a student whose answer is a typical mistake.
//
//	homework.Grade(
//		homework.Number(1, "σ(0)", func() float64 { return sigmoid(0) }, 0.5),
//		homework.Number(1, "σ(2)", func() float64 { return sigmoid(2) }, 0.8807970779778823).
//			Hint(0.11920292202211755, "is the sign in the exponent right?"),
//	)
//
// A [Check] is one question to the student's code: [Number], [Vector] and [True] ask for
// an answer and compare it, and a Check with a function of its own may do anything.
// [Grade], the last statement of its cell, runs the checks one by one, so that one that
// panics or never ends costs its own points alone, and reports one result: the points as
// a number, which nbgrader reads, with a table for a person and the same as JSON for
// programs. A cell that ends without this report has earned nothing.
package homework
