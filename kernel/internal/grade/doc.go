// Package grade marks homework: notebooks with nbgrader's metadata, by what their test
// cells report.
//
// An [Assignment] is read from the lecturer's source notebook. [Assignment.Merge] puts a
// submission into it: locked cells are the lecturer's, whatever the student's file says,
// and those that are missing come back. [Marker.Mark] reads the student's cells, builds
// one program of all that compile, and runs each test cell as a process of its own,
// confined. The [Result] has a mark for each problem, and makes the page that the student
// gets.
//
// [Course] is nbgrader's folder of a course: source, submitted, feedback.
package grade
