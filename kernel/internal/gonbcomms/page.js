// gonb_comm: how scripts in this notebook's outputs talk to the cell's program.
(() => {
	const kernel = {{.Kernel}}, session = crypto.randomUUID?.() ?? String(Math.random());
	globalThis.gonb_comm?.close();

	// JupyterLab and Notebook say where their server is; other pages may not.
	const config = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
	const url = new URL((config.baseUrl ?? {{.Base}}) + "api/kernels/" + kernel + "/channels", location.href);
	url.protocol = url.protocol.replace("http", "ws");
	url.searchParams.set("session_id", session);
	if (config.token) url.searchParams.set("token", config.token);

	const socket = new WebSocket(url), id = "gonb_" + session;
	const listeners = new Map(); // by address, those by their symbols
	const addresses = new Map(); // by symbol
	const variables = new Map(); // by address
	let connected, waiting = [];

	function message(type, content) {
		const msg_id = session + "_" + Math.random().toString(36).slice(2);
		socket.send(JSON.stringify({
			header: {msg_id, msg_type: type, session, username: "", date: new Date().toISOString(), version: "5.4"},
			parent_header: {}, metadata: {}, content, channel: "shell", buffers: [],
		}));
	}

	function tell(address, value) {
		if (connected) message("comm_msg", {comm_id: id, data: {address, value}});
		else waiting.push([address, value]);
	}

	function hear(address, value, wanted) {
		if (address === "#comm_open_ack") {
			connected = true;
			for (const [a, v] of waiting.splice(0)) tell(a, v);
		} else if (address === "#heartbeat/ping") {
			tell("#heartbeat/pong", true);
		} else if (wanted) {
			if (variables.has(address)) tell(address, variables.get(address).get());
		} else {
			for (const callback of [...(listeners.get(address)?.values() ?? [])]) callback(address, value);
		}
	}

	socket.onopen = () => message("comm_open", {comm_id: id, target_name: "gonb_comm", data: {}});
	socket.onmessage = (event) => {
		if (typeof event.data !== "string") return;
		const m = JSON.parse(event.data);
		if (m.header?.msg_type !== "comm_msg" || m.content.comm_id !== id) return;
		const data = m.content.data;
		hear(data.address, data.value, data.read_request);
	};
	socket.onclose = () => {
		if (globalThis.gonb_comm === comm) delete globalThis.gonb_comm;
	};

	class SyncedVariable {
		#address; #value = null; #subscribers = new Map();
		constructor(address, value) {
			this.#address = address;
			comm.subscribe(address, (_, v) => this.#change(v));
			this.set(value);
		}
		#change(value) {
			if (value === this.#value) return false;
			this.#value = value;
			for (const callback of [...this.#subscribers.values()]) callback(value);
			return true;
		}
		get() { return this.#value; }
		set(value) { if (this.#change(value)) tell(this.#address, value); }
		subscribe(callback) {
			const symbol = Symbol();
			this.#subscribers.set(symbol, callback);
			return symbol;
		}
		unsubscribe(symbol) { this.#subscribers.delete(symbol); }
	}

	const comm = globalThis.gonb_comm = {
		send: tell,
		subscribe(address, callback) {
			const symbol = Symbol();
			if (!listeners.has(address)) listeners.set(address, new Map());
			listeners.get(address).set(symbol, callback);
			addresses.set(symbol, address);
			return symbol;
		},
		unsubscribe(symbol) {
			listeners.get(addresses.get(symbol))?.delete(symbol);
			addresses.delete(symbol);
		},
		newSyncedVariable(address, value) {
			if (variables.has(address)) variables.get(address).set(value);
			else variables.set(address, new SyncedVariable(address, value));
			return variables.get(address);
		},
		close() {
			socket.close();
			if (globalThis.gonb_comm === comm) delete globalThis.gonb_comm;
		},
	};
})();
