// Package proc runs a program and passes on what it shows, in the order in which
// it was shown. It knows no Go and no notebooks.
//
// [Run] is one loop over pipes: standard output and error, two protocols for rich
// output, and what the program is told. It ends when the program ends, with
// everything that the program wrote before, and ends the program's children. No
// file is made: all pipes are inherited.
//
// # The kernel's own protocol
//
// $DLMATH_DISPLAY is the number of a file descriptor to write to, and
// $DLMATH_DISPLAY_ACK of one to read from. Both carry JSON objects, one a line.
// A program writes
//
//	{"id": 1, "type": "display_data", "data": {"image/png": "…"}, "metadata": {}, "display_id": "a"}
//
// and waits for the line {"ack": 1}: all that was written to standard output and
// error before, and nothing that is written after, is shown first. An id of 0, or
// none, asks for no answer. Data is by MIME type, bytes in base64. The types are
//
//	display_data, execute_result        show data
//	update_display_data                 show data in place of that with this display_id
//	clear_output                        remove what was shown; "wait": true: when something follows
//	input_request                       "prompt", "password"; the answer is {"ack": 1, "value": "…"}
//
// Any other type goes to [Program].Message, and [Program].Messages come as lines
// without "ack": comms, for one. What cannot be done is {"ack": 1, "error": "…"}.
//
// # GoNB's protocol
//
// $GONB_PIPE and $GONB_PIPE_BACK name pipes with the messages of the package
// gonbui/protocol, so that gonbui works unchanged. It does not wait after a
// display, so text that is written right after one may be shown before it;
// gonbui.Sync in between keeps the order.
package proc
