package nbformat

// Outputs collects what a cell puts out while it runs, the way JupyterLab does. The
// zero value is empty. It is not for use by several goroutines at a time.
//
// Not every program that executes notebooks joins the pieces of a stream. To compare
// stored outputs with fresh ones, append them to an Outputs first.
type Outputs struct {
	list    []Output // streams as *screen
	pending bool     // clear before the next output
}

// Append adds an output. Text continues the last output if that is the same stream;
// backspace and carriage return in it take effect, so that of a progress bar the last
// state is left. A display also replaces those before it with its DisplayID, as
// Update does.
func (o *Outputs) Append(output Output) {
	if o.pending {
		o.Clear(false)
	}
	switch out := output.(type) {
	case Stream:
		o.print(out)
		return
	case DisplayData:
		o.Update(out.DisplayID, out.Data, out.Metadata)
	case ExecuteResult:
		o.Update(out.DisplayID, out.Data, out.Metadata)
	}
	o.list = append(o.list, output)
}

func (o *Outputs) print(s Stream) {
	if n := len(o.list); n > 0 {
		if last, ok := o.list[n-1].(*screen); ok && last.name == s.Name {
			last.print(s.Text)
			return
		}
	}
	next := &screen{name: s.Name}
	next.print(s.Text)
	o.list = append(o.list, next)
}

// Update replaces data and metadata of every display with this id: the message
// update_display_data. Jupyter updates the displays of all cells, not only those of
// the cell that is running. Without an id nothing is updated.
func (o *Outputs) Update(displayID string, data Bundle, metadata map[string]any) {
	for i, output := range o.list {
		switch out := output.(type) {
		case DisplayData:
			if displayID != "" && out.DisplayID == displayID {
				out.Data, out.Metadata = data, metadata
				o.list[i] = out
			}
		case ExecuteResult:
			if displayID != "" && out.DisplayID == displayID {
				out.Data, out.Metadata = data, metadata
				o.list[i] = out
			}
		}
	}
}

// Clear removes all outputs, at once or, with wait, when the next one is appended:
// the message clear_output.
func (o *Outputs) Clear(wait bool) {
	o.pending = wait
	if !wait {
		o.list = nil
	}
}

// List returns a copy of the outputs so far.
func (o *Outputs) List() []Output {
	list := make([]Output, len(o.list))
	for i, output := range o.list {
		if s, ok := output.(*screen); ok {
			output = Stream{Name: s.name, Text: string(s.text)}
		}
		list[i] = output
	}
	return list
}
