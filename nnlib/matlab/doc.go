// Package matlab draws MATLAB's random numbers, to repeat in Go a run that was
// made there, such as the one behind the figures of Higham & Higham, "Deep
// Learning: An Introduction for Applied Mathematicians".
//
// A [Stream] is what rng(seed) sets up: the Mersenne Twister MT19937 under the
// transformations of rand, randn and randi. All three draw from the one stream,
// so the order of the calls matters, and so does the order within a matrix:
// column by column.
//
// rand is the usual 53 bits of two words. randn is the ziggurat method of
// Marsaglia & Tsang (J. Stat. Software 5(8), 2000) with 256 levels. MathWorks
// has not published it in detail; this one agrees with all that MATLAB has been
// seen to print, among them the mean and variance of ten million draws. Only
// digits beyond those printed, the sixth or so, rest on no evidence.
//
// The streams are here for repetition. New experiments are better served by
// math/rand/v2.
package matlab
