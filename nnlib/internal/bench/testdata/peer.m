% The peer in Octave: octave-cli peer.m FOLDER
% See peer.go for the lines it reads and prints.
1;
crash_dumps_octave_core(false);
sighup_dumps_octave_core(false);
sigterm_dumps_octave_core(false);

function v = load_numbers(name)
  f = fopen(fullfile(argv(){end}, name));
  v = fread(f, Inf, 'double');
  fclose(f);
end

function a = activate(x, W, b)
  a = 1 ./ (1 + exp(-(W * x + b)));
end

% The paper's listing netbp.m, by name and by step.
function [seconds, result] = tiny(times, with_cost)
  v = load_numbers('tiny.f64');
  W2 = reshape(v(1:4), 2, 2)'; b2 = v(5:6);
  W3 = reshape(v(7:12), 2, 3)'; b3 = v(13:15);
  W4 = reshape(v(16:21), 3, 2)'; b4 = v(22:23);
  X = reshape(v(24:43), 2, 10); Y = reshape(v(44:63), 2, 10);
  eta = 0.05;
  tic;
  for s = 0:times-1
    k = mod(s * 7, 10) + 1;
    x = X(:, k);
    a2 = activate(x, W2, b2);
    a3 = activate(a2, W3, b3);
    a4 = activate(a3, W4, b4);
    d4 = a4 .* (1 - a4) .* (a4 - Y(:, k));
    d3 = a3 .* (1 - a3) .* (W4' * d4);
    d2 = a2 .* (1 - a2) .* (W3' * d3);
    W2 = W2 - eta * d2 * x';
    W3 = W3 - eta * d3 * a2';
    W4 = W4 - eta * d4 * a3';
    b2 = b2 - eta * d2;
    b3 = b3 - eta * d3;
    b4 = b4 - eta * d4;
    if with_cost
      e = activate(activate(activate(X, W2, b2), W3, b3), W4, b4) - Y;
      result = sumsq(e(:)) / 20;
    end
  end
  seconds = toc;
  if !with_cost
    result = sumsq([W2(:); b2; W3(:); b3; W4(:); b4]);
  end
end

% Points are columns.
function [seconds, result] = batch(times)
  persistent v;
  if isempty(v)
    v = load_numbers('batch.f64');
  end
  sizes = [784 128 64 10];
  at = 0;
  for l = 1:3
    n = sizes(l); m = sizes(l + 1);
    W{l} = reshape(v(at+1:at+n*m), n, m)'; b{l} = v(at+n*m+1:at+n*m+m);
    at = at + n * m + m;
  end
  X = reshape(v(at+1:at+4096*784), 784, 4096);
  label = v(end-2*4096+1:end-4096) + 1;
  order = v(end-4096+1:end) + 1;
  tic;
  for s = 0:times-1
    k = order(mod(s, 64) * 64 + (1:64));
    a1 = X(:, k);
    a2 = max(W{1} * a1 + b{1}, 0);
    a3 = max(W{2} * a2 + b{2}, 0);
    z = W{3} * a3 + b{3};
    e = exp(z - max(z));
    d4 = e ./ (64 * sum(e));
    at = label(k)' + 10 * (0:63);
    d4(at) -= 1 / 64;
    d3 = (W{3}' * d4) .* (a3 > 0);
    d2 = (W{2}' * d3) .* (a2 > 0);
    W{3} -= 0.05 * (d4 * a3');
    W{2} -= 0.05 * (d3 * a2');
    W{1} -= 0.05 * (d2 * a1');
    b{3} -= 0.05 * sum(d4, 2);
    b{2} -= 0.05 * sum(d3, 2);
    b{1} -= 0.05 * sum(d2, 2);
  end
  seconds = toc;
  result = sumsq(W{1}(:)) + sumsq(W{2}(:)) + sumsq(W{3}(:)) + sumsq([b{1}; b{2}; b{3}]);
end

function [seconds, result] = raster(times)
  v = load_numbers('tiny.f64');
  [x, y] = meshgrid((0:499) / 499);
  P = [x'(:)'; y'(:)'];
  tic;
  for t = 1:times
    a = activate(P, reshape(v(1:4), 2, 2)', v(5:6));
    a = activate(a, reshape(v(7:12), 2, 3)', v(13:15));
    a = activate(a, reshape(v(16:21), 3, 2)', v(22:23));
  end
  seconds = toc;
  result = sumsq(a(:));
end

% Octave's matrices stand column by column: the same bytes are Aᵀ there.
function [seconds, result] = product(kind, m, n, k, times)
  A = mod((0:m*k-1) * 7919, 1000) / 1000 - 0.5;
  B = mod((0:k*n-1) * 7907, 1000) / 1000 - 0.5;
  C = zeros(n, m);
  switch kind
    case 'nn'
      A = reshape(A, k, m); B = reshape(B, n, k);
      tic; for t = 1:times, C = B * A; end, seconds = toc;
    case 'nt'
      A = reshape(A, k, m); B = reshape(B, k, n);
      tic; for t = 1:times, C = B' * A; end, seconds = toc;
    case 'tn'
      A = reshape(A, m, k); B = reshape(B, n, k);
      tic; for t = 1:times, C += B * A'; end, seconds = toc;
      C /= times;
  end
  result = sumsq(C(:));
end

while ischar(line = fgetl(stdin))
  w = strsplit(strtrim(line), ' ');
  times = str2double(w{2});
  parts = strsplit(w{1}, '-');
  if strcmp(w{1}, 'step')
    [seconds, result] = tiny(times, false);
  elseif strcmp(w{1}, 'cost')
    [seconds, result] = tiny(times, true);
  elseif strcmp(w{1}, 'batch')
    [seconds, result] = batch(times);
  elseif strcmp(w{1}, 'raster')
    [seconds, result] = raster(times);
  elseif numel(parts) == 4
    n = str2double(parts(2:4));
    [seconds, result] = product(parts{1}, n(1), n(2), n(3), times);
  else
    printf("-\n"); fflush(stdout);
    continue
  end
  printf("%.9g %.17g\n", seconds, result); fflush(stdout);
end
