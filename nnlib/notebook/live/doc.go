// Package live shows a training while it runs.
//
//	sgd := train.Trainer{Objective: obj, Rule: &train.SGD{Rate: 0.05}, Steps: 1_000_000, Every: 10_000, Rand: rng}
//	live.Train(&sgd, func() *figure.Figure { return figure.Regions(net, points) })
//
// [Train] draws the cost as it falls, and whatever else one wants to see, beside a
// progress bar. An interrupt ends the training and leaves what was reached.
package live
