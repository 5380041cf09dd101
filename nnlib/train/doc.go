// Package train minimises an objective by stochastic gradient methods.
//
// A [Trainer] repeats one step: draw a few points, find the gradient g of their mean
// cost by back propagation, and let a [Rule] move the parameters, in the simplest case
//
//	p ← p − η g
//
// The rules are [SGD], [Momentum], [Nesterov], [RMSProp], [Adam] and [AdamW]; a
// [Schedule] lowers their rate η on the way, and [EarlyStopping] ends the training in
// time.
//
// [Trainer.Run] is an iterator. Its loop body sees the cost as it falls, and may
// break at any time: the network always holds the parameters reached so far.
//
//	sgd := train.Trainer{Objective: obj, Rule: &train.SGD{Rate: 0.05}, Batch: 1, Steps: 1_000_000, Every: 10_000, Rand: rng}
//	for s := range sgd.Run(ctx) {
//		history.Add(s.Step, s.Cost)
//	}
//
// [Trainer.Save] and [Trainer.Resume] carry a training from one program to the next.
//
// All randomness comes from the generator it is given, so that the same program
// takes the same steps, to the bit, on every machine.
//
// # Full-batch methods
//
// Gradient descent, conjugate gradients and L-BFGS are those of gonum/optimize, which
// minimises obj.Problem(); the example for L-BFGS shows how. They too give the same
// bits when the same program runs again. From one kind of processor to another their
// last bits may differ, and so the path and at times the minimum: the cost and the
// gradient are the library's own, but gonum's vector sums are assembly on amd64 and
// plain Go elsewhere, which the compiler may fuse.
package train
