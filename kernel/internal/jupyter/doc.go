// Package jupyter is the kernel's side of Jupyter's messaging protocol, version
// 5.4 (https://jupyter-client.readthedocs.io/en/stable/messaging.html). It knows
// no language: a [Kernel] answers.
//
// [Serve] listens on the five sockets that a [Connection] names. Each connection
// of a front end has a goroutine that reads, and one that writes from a queue;
// nothing that answers a request ever waits for another front end. Messages are
// checked (signature, replay) and then go one of three ways: execute requests to
// one queue, answered one after the other; comms to a second one, as their order
// counts; all else is answered at once, beside the running cell, which is why a
// front end can complete, inspect and interrupt while a cell runs.
//
// What a cell shows goes through its [Output], which keeps the order, joins bursts
// of text, and lets the cell wait when the front ends do not keep up.
//
// ZeroMQ's framing is github.com/go-zeromq/zmq4's [zmq4.Conn]; its sockets are not
// used, because they drop what is queued at the end, let one stuck peer hold up
// all others, and do not say who has subscribed.
package jupyter
