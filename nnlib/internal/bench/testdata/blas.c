// The peer in C, with OpenBLAS for the products: minibatch training, matrix products,
// and the raster by libm.
//
//	cc -O3 -march=native -o blas blas.c -lopenblas -lm && ./blas FOLDER
//
// See peer.go for the lines it reads and prints.
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LAYERS = 4, POINTS = 4096, BATCH = 64 };
static const int size[LAYERS] = {784, 128, 64, 10};
static const char *folder;

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static double *numbers(long n) {
	double *v = aligned_alloc(64, (n * sizeof *v + 63) / 64 * 64);
	memset(v, 0, n * sizeof *v);
	return v;
}

static double *load(const char *name, long n) {
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "rb");
	double *v = numbers(n);
	if (!f || fread(v, sizeof *v, n, f) != (size_t)n) { perror(path); exit(1); }
	fclose(f);
	return v;
}

static double square(const double *v, long n) {
	double s = 0;
	for (long i = 0; i < n; i++) s += v[i] * v[i];
	return s;
}

// batch: SGD with softmax cross-entropy; the step of the weights is part of the product.
static double batch(long steps, double *seconds) {
	static double *data, *p, *a[LAYERS], *d[LAYERS];
	long params = 0, w[LAYERS], b[LAYERS];
	for (int l = 1; l < LAYERS; l++) {
		w[l] = params, b[l] = w[l] + size[l] * size[l-1];
		params = b[l] + size[l];
	}
	if (!data) {
		data = load("batch.f64", params + POINTS * (784 + 2));
		p = numbers(params);
		for (int l = 0; l < LAYERS; l++) a[l] = numbers(BATCH * size[l]), d[l] = numbers(BATCH * size[l]);
	}
	memcpy(p, data, params * sizeof *p);
	const double *x = data + params, *label = x + POINTS * 784, *order = label + POINTS;
	const double rate = 0.05;
	double start = now();
	for (long s = 0; s < steps; s++) {
		const double *rows = order + s % (POINTS / BATCH) * BATCH;
		for (int i = 0; i < BATCH; i++)
			memcpy(a[0] + i * 784, x + (long)rows[i] * 784, 784 * sizeof *x);
		for (int l = 1; l < LAYERS; l++) {
			int in = size[l-1], out = size[l];
			for (int i = 0; i < BATCH; i++) memcpy(a[l] + i * out, p + b[l], out * sizeof *p);
			cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, BATCH, out, in, 1, a[l-1], in, p + w[l], in, 1, a[l], out);
			if (l < LAYERS - 1)
				for (int i = 0; i < BATCH * out; i++) a[l][i] = a[l][i] > 0 ? a[l][i] : 0;
		}
		int top = LAYERS - 1, n = size[top];
		for (int i = 0; i < BATCH; i++) {
			double *z = a[top] + i * n, *e = d[top] + i * n, most = z[0], sum = 0;
			for (int j = 1; j < n; j++) most = z[j] > most ? z[j] : most;
			for (int j = 0; j < n; j++) sum += e[j] = exp(z[j] - most);
			for (int j = 0; j < n; j++) e[j] = (e[j] / sum - (j == (int)label[(long)rows[i]])) / BATCH;
		}
		for (int l = top; l >= 1; l--) {
			int in = size[l-1], out = size[l];
			if (l > 1) {
				cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, BATCH, in, out, 1, d[l], out, p + w[l], in, 0, d[l-1], in);
				for (int i = 0; i < BATCH * in; i++) d[l-1][i] = a[l-1][i] > 0 ? d[l-1][i] : 0;
			}
			cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, out, in, BATCH, -rate, d[l], out, a[l-1], in, 1, p + w[l], in);
			for (int i = 0; i < BATCH; i++)
				for (int j = 0; j < out; j++) p[b[l] + j] -= rate * d[l][i * out + j];
		}
	}
	*seconds = now() - start;
	return square(p, params);
}

// product: C = A B (nn), A Bᵀ (nt), or C + Aᵀ B (tn).
static double product(const char *kind, int m, int n, int k, long times, double *seconds) {
	double *a = numbers((long)m * k), *b = numbers((long)k * n), *c = numbers((long)m * n);
	for (long i = 0; i < (long)m * k; i++) a[i] = i * 7919 % 1000 / 1000.0 - 0.5;
	for (long i = 0; i < (long)k * n; i++) b[i] = i * 7907 % 1000 / 1000.0 - 0.5;
	int ta = kind[0] == 't', tb = kind[1] == 't';
	double start = now();
	for (long t = 0; t < times; t++)
		cblas_dgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans,
			m, n, k, 1, a, ta ? m : k, b, tb ? k : n, ta, c, n);
	*seconds = now() - start;
	double s = square(c, (long)m * n);
	free(a), free(b), free(c);
	return ta ? s / times / times : s;
}

// raster: the outputs of the 2-2-3-2 network on 500×500 points of the unit square.
static double raster(long times, double *seconds) {
	static double *p, *out;
	if (!p) p = load("tiny.f64", 63), out = numbers(500 * 500 * 2);
	static const int sizes[] = {2, 2, 3, 2};
	double start = now();
	for (long t = 0; t < times; t++)
		for (int i = 0; i < 500; i++)
			for (int j = 0; j < 500; j++) {
				double a[3] = {j / 499.0, i / 499.0}, z[3];
				const double *w = p;
				for (int l = 1; l < 4; l++) {
					int in = sizes[l-1], n = sizes[l];
					for (int u = 0; u < n; u++) {
						z[u] = w[n * in + u];
						for (int k = 0; k < in; k++) z[u] += w[u * in + k] * a[k];
					}
					for (int u = 0; u < n; u++) a[u] = 1 / (1 + exp(-z[u]));
					w += n * in + n;
				}
				memcpy(out + (i * 500 + j) * 2, a, 2 * sizeof *a);
			}
	*seconds = now() - start;
	return square(out, 500 * 500 * 2);
}

int main(int argc, char **argv) {
	if (argc != 2) { puts(openblas_get_config()); return 0; }
	folder = argv[1];
	char name[64], kind[3];
	long n;
	while (scanf("%63s %ld", name, &n) == 2) {
		double seconds = 0, result;
		int a, b, c;
		if (!strcmp(name, "batch")) result = batch(n, &seconds);
		else if (!strcmp(name, "raster")) result = raster(n, &seconds);
		else if (sscanf(name, "%2s-%d-%d-%d", kind, &a, &b, &c) == 4) result = product(kind, a, b, c, n, &seconds);
		else { puts("-"); fflush(stdout); continue; }
		printf("%.9g %.17g\n", seconds, result);
		fflush(stdout);
	}
}
