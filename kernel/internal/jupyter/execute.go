package jupyter

import (
	"context"
	"encoding/json"
	"time"
)

// gather is how long the reply to a failed cell is held back. A front end that runs
// a whole notebook sends all cells at once, and what arrives before the reply was
// sent without knowing of the error: it is aborted. The first cell may well fail
// before the others have arrived.
const gather = 20 * time.Millisecond

type executeContent struct {
	Code            string            `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    *bool             `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      bool              `json:"allow_stdin"`
	StopOnError     *bool             `json:"stop_on_error"`
}

// execute runs the cells, one after the other, until the queue is closed.
func (s *server) execute() {
	for {
		r, ok := s.executions.pop()
		if !ok {
			s.abort(s.executions.drain())
			return
		}
		s.run(r)
	}
}

func (s *server) run(r *request) {
	started := time.Now()
	ctx, cancel := context.WithCancelCause(s.ctx)
	defer cancel(nil)
	s.mu.Lock()
	s.running, s.cancel = r, cancel
	s.begin(r)
	s.mu.Unlock()

	content, err := parse[executeContent](r)
	count := s.number(err == nil && content.stored())
	reply := fields{}
	if err == nil {
		reply, err = s.runCell(ctx, r, content, count)
	}
	if err != nil {
		reply = asError(ctx, err).reply()
	}
	reply["execution_count"] = count

	var aborted []*request
	if err != nil && !content.Silent && orTrue(content.StopOnError) {
		select {
		case <-time.After(gather):
		case <-s.ctx.Done():
		}
		aborted = s.executions.drain()
	}
	s.reply(r, fields{"started": timestamp(started)}, reply)
	s.mu.Lock()
	s.running, s.cancel = nil, nil
	s.mu.Unlock()
	s.done(r)
	s.abort(aborted)
}

// abort answers requests that are not run.
func (s *server) abort(requests []*request) {
	for _, r := range requests {
		s.begin(r)
		s.reply(r, nil, fields{"status": "aborted", "execution_count": s.number(false)})
		s.done(r)
	}
}

// number returns the number of the last cell, after counting one more if next.
func (s *server) number(next bool) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if next {
		s.count++
	}
	return s.count
}

func (c executeContent) stored() bool { return !c.Silent && orTrue(c.StoreHistory) }

func orTrue(b *bool) bool { return b == nil || *b }

// runCell has the kernel run the cell, and shows the error if there is one.
func (s *server) runCell(ctx context.Context, r *request, content executeContent, count int) (fields, error) {
	var notebook struct {
		CellID string `json:"cellId"`
	}
	json.Unmarshal(r.metadata, &notebook) // a console sends something else, or nothing
	request := ExecuteRequest{
		Code:            content.Code,
		Silent:          content.Silent,
		StoreHistory:    content.stored(),
		Count:           count,
		AllowStdin:      content.AllowStdin,
		UserExpressions: content.UserExpressions,
		CellID:          notebook.CellID,
	}
	out := &Output{server: s, request: r, silent: content.Silent, stdin: content.AllowStdin, count: count}
	if !content.Silent {
		s.publish("execute_input", r.raw, fields{"code": content.Code, "execution_count": count})
	}
	var reply ExecuteReply
	err := protect(func() (err error) {
		reply, err = s.kernel.Execute(ctx, request, out)
		return err
	})
	if err != nil {
		out.fail(asError(ctx, err))
		return nil, err
	}
	out.flush()
	return reply.content(ctx), nil
}

func (r ExecuteReply) content(ctx context.Context) fields {
	expressions := map[string]fields{}
	for name, e := range r.UserExpressions {
		if e.Err != nil {
			expressions[name] = asError(ctx, e.Err).reply()
			continue
		}
		expressions[name] = e.Value.content()
		expressions[name]["status"] = "ok"
	}
	payload := r.Payload
	if payload == nil {
		payload = []map[string]any{}
	}
	return fields{"status": "ok", "user_expressions": expressions, "payload": payload}
}
