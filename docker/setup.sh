#!/bin/sh
# Sets up in the checkout that is the working directory, with the project's own command. That command has no verb
# that sets up and ends, so its server is waited for and ended; that it starts is a test of the set-up, too.
set -eu
log=$(mktemp)
"$@" lab --no-browser >"$log" 2>&1 &
server=$!
until grep -q '^JupyterLab is at' "$log"; do
	if ! kill -0 "$server" 2>/dev/null; then
		cat "$log"
		exit 1
	fi
	sleep 0.2
done
# TERM, as a shell makes what it runs in the background deaf to INT.
kill -TERM "$server"
wait "$server"
# The address of a server that is gone would only mislead.
sed '/^JupyterLab is at/,$d' "$log"
rm "$log"
