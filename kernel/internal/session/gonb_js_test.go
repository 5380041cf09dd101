package session

// A cell that runs in the browser may import it: so go.mod has what it needs.
import _ "github.com/janpfeifer/gonb/gonbui/wasm"
