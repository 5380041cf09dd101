// Package handout gives a person copies of notebooks to work in, and newer ones when the
// originals change.
//
// [Update] keeps beside the copies a list of what it has given, a hash for each file. So it
// can tell a copy that nobody has changed, which a newer original replaces, from one that
// holds a person's work. That stays as it is, and the newer original comes beside it under
// another name. What a person has removed stays away.
package handout
