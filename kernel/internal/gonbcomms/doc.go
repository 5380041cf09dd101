// Package gonbcomms is the front end's side of GoNB's package gonbui/comms, on which its
// widgets and dom stand: values that a cell's program and scripts on the page exchange
// by addresses.
//
// Jupyter gives the scripts in an output no way to talk to their kernel. So [Hub.Connect]
// shows a script, page.js, that opens a connection of its own to the Jupyter server and,
// over it, a comm of the target "gonb_comm"; the global object gonb_comm is what scripts
// see of it. The output with the script is made empty again as soon as the page has
// answered, so that no notebook is saved with it.
//
// A comm's message is {"address": "/a", "value": 1}. Three addresses are for the
// connection itself: #comm_open_ack answers comm_open, #heartbeat/ping asks the page
// whether it is still there, and #heartbeat/pong is its answer. The names are those of
// GoNB, whose scripts depend on some of them.
package gonbcomms
