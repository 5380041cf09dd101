// Package cluster runs a study on many machines, by an engine that they have: Slurm or
// Kubernetes.
//
// The study is a program (see [experiment.Main]) in a folder that all machines share. The
// engine runs the program once for each shard; each shard writes a file of its own into
// the folder. [Job.Run] submits, watches and gathers, and submits again what was lost.
// How a shard has ended is never asked for: what counts is which runs are there, so no
// report that is late, wrong or lost can make a run missing or count it twice.
//
// The job knows its name by its folder. So [Job.Run] may end at any time, by any signal:
// the job goes on, and the next [Job.Run] finds it.
package cluster
