// The peer of the tiny-network engine: stochastic gradient descent on the 2-2-3-2
// network of the paper, one point a step, written for this one network by hand with
// AVX-512 intrinsics. All 23 parameters stay in registers; the weights of a layer stand
// there by column for the way forward and by row for the way back.
//
//	cc -O3 -march=native -o tiny tiny.c && ./tiny ROUNDS STEPS COST
//
// It reads p (23), x (10×2), y (10×2) and the rate from standard input, does ROUNDS
// times STEPS steps over the points 0, 7, 4, 1, 8, …, and prints the ns/step of each
// round, then the last cost, then the parameters; with COST 1 it evaluates the cost
// over the ten points after each step, too.
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef __m256d v4;
typedef __m512d v8;

static const double T[8] __attribute__((aligned(64))) = {
	0x1p+0, 0x1.172b83c7d517ap+0, 0x1.306fe0a31b716p+0, 0x1.4bfdad5362a28p+0,
	0x1.6a09e667f3bccp+0, 0x1.8ace5422aa0dcp+0, 0x1.ae89f995ad3aep+0, 0x1.d5818dcfba488p+0};
static const double TLO[8] __attribute__((aligned(64))) = {
	0, 0x1.95153p-53, -0x1.61542p-53, -0x1.5dacbp-53, 0x1.98d4dp-54, -0x1.aa41ep-54, -0x1.800cp-54, -0x1.dbc8fp-54};

#define SIGMOID(name, v, S, P, LOOKUP) \
static inline __attribute__((always_inline)) v name(v z) { \
	const v shift = S(0x1.8p52), one = S(1); \
	v s = P##fnmadd_pd(z, S(0x1.71547652b82fep+3), shift); \
	v kf = P##sub_pd(s, shift); \
	v h = P##fnmsub_pd(kf, S(0x1.62e42fefa39efp-4), z); \
	v t, d; \
	LOOKUP \
	d = P##fnmadd_pd(kf, S(0x1.abc9e3b39803fp-59), d); \
	v h1 = P##fmadd_pd(d, P##add_pd(one, h), h), h2 = P##mul_pd(h, h); \
	v p23 = P##fmadd_pd(h, S(0x1.555555555566p-3), S(0x1.000000000010ep-1)); \
	v p45 = P##fmadd_pd(h, S(0x1.11111107d1a1p-7), S(0x1.55555547fc743p-5)); \
	v p67 = P##fmadd_pd(h, S(0x1.a02077837d25fp-13), S(0x1.6c1cc08db03b8p-10)); \
	v q = P##fmadd_pd(P##fmadd_pd(p67, h2, p45), h2, p23); \
	return P##div_pd(one, P##fmadd_pd(t, P##fmadd_pd(q, h2, h1), P##add_pd(t, one))); \
}
SIGMOID(sigmoid8, v8, _mm512_set1_pd, _mm512_, {
	__m512i k = _mm512_castpd_si512(s);
	t = _mm512_permutexvar_pd(k, _mm512_load_pd(T));
	d = _mm512_permutexvar_pd(k, _mm512_load_pd(TLO));
	t = _mm512_castsi512_pd(_mm512_add_epi64(_mm512_castpd_si512(t), _mm512_slli_epi64(_mm512_srli_epi64(k, 3), 52)));
})
SIGMOID(sigmoid4, v4, _mm256_set1_pd, _mm256_, {
	__m256i k = _mm256_castpd_si256(s);
	t = _mm256_permutex2var_pd(_mm256_load_pd(T), k, _mm256_load_pd(T + 4));
	d = _mm256_permutex2var_pd(_mm256_load_pd(TLO), k, _mm256_load_pd(TLO + 4));
	t = _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(t), _mm256_slli_epi64(_mm256_srli_epi64(k, 3), 52)));
})

#define LANE(v, i) _mm256_permute4x64_pd(v, 0x55 * (i))
#define FMA _mm256_fmadd_pd
#define MUL _mm256_mul_pd
#define SUB _mm256_sub_pd

static v4 vec(double a, double b, double c) { return _mm256_setr_pd(a, b, c, 0); }

// The points in structure of arrays: eight and then two.
static double xs[2][16] __attribute__((aligned(64))), ys[2][16] __attribute__((aligned(64)));

// One sum of all points, by lanes, for 8 points (P = 512) or 4 (P = 256) at a time.
// u[i] are the parameters as the general order has them.
#define POINTS(name, v, P, S, SIG, LOADU) \
static inline __attribute__((always_inline)) v name(const double *w2, const double *w3, const double *w4, int at) { \
	v x0 = LOADU(xs[0] + at), x1 = LOADU(xs[1] + at), a[2], b[3], e[2]; \
	for (int i = 0; i < 2; i++) a[i] = SIG(P##fmadd_pd(S(w2[4+i]), x1, P##fmadd_pd(S(w2[i]), x0, S(w2[8+i])))); \
	for (int i = 0; i < 3; i++) b[i] = SIG(P##fmadd_pd(S(w3[4+i]), a[1], P##fmadd_pd(S(w3[i]), a[0], S(w3[8+i])))); \
	for (int i = 0; i < 2; i++) e[i] = P##sub_pd(LOADU(ys[i] + at), \
		SIG(P##fmadd_pd(S(w4[8+i]), b[2], P##fmadd_pd(S(w4[4+i]), b[1], P##fmadd_pd(S(w4[i]), b[0], S(w4[12+i])))))); \
	return P##mul_pd(S(0.5), P##fmadd_pd(e[1], e[1], P##mul_pd(e[0], e[0]))); \
}
POINTS(points8, v8, _mm512_, _mm512_set1_pd, sigmoid8, _mm512_load_pd)
POINTS(points4, v4, _mm256_, _mm256_set1_pd, sigmoid4, _mm256_load_pd)

static double steps(double *p, const double *x, const double *y, const int32_t *idx, long n, double rate, int cost) {
	v4 w20 = vec(p[0], p[2], 0), w21 = vec(p[1], p[3], 0), b2 = vec(p[4], p[5], 0);
	p += 6;
	v4 w30 = vec(p[0], p[2], p[4]), w31 = vec(p[1], p[3], p[5]), b3 = vec(p[6], p[7], p[8]);
	v4 r30 = vec(p[0], p[1], 0), r31 = vec(p[2], p[3], 0), r32 = vec(p[4], p[5], 0);
	p += 9;
	v4 w40 = vec(p[0], p[3], 0), w41 = vec(p[1], p[4], 0), w42 = vec(p[2], p[5], 0), b4 = vec(p[6], p[7], 0);
	v4 r40 = vec(p[0], p[1], p[2]), r41 = vec(p[3], p[4], p[5]);
	p -= 15;
	const v4 one = _mm256_set1_pd(1), eta = _mm256_set1_pd(-rate);
	double last = 0, sum = 0;
	for (long s = 0; s < n; s++) {
		const double *xi = x + 2 * idx[s];
		v4 x0 = _mm256_broadcast_sd(xi), x1 = _mm256_broadcast_sd(xi + 1);
		v4 yi = _mm256_castpd128_pd256(_mm_loadu_pd(y + 2 * idx[s]));
		// forward
		v4 a2 = sigmoid4(FMA(w21, x1, FMA(w20, x0, b2)));
		v4 a20 = LANE(a2, 0), a21 = LANE(a2, 1);
		v4 a3 = sigmoid4(FMA(w31, a21, FMA(w30, a20, b3)));
		v4 a30 = LANE(a3, 0), a31 = LANE(a3, 1), a32 = LANE(a3, 2);
		v4 a4 = sigmoid4(FMA(w42, a32, FMA(w41, a31, FMA(w40, a30, b4))));
		// back
		v4 d4 = MUL(SUB(a4, yi), MUL(a4, SUB(one, a4)));
		v4 d40 = LANE(d4, 0), d41 = LANE(d4, 1);
		v4 d3 = MUL(FMA(d41, r41, MUL(d40, r40)), MUL(a3, SUB(one, a3)));
		v4 d30 = LANE(d3, 0), d31 = LANE(d3, 1), d32 = LANE(d3, 2);
		v4 d2 = MUL(FMA(d32, r32, FMA(d31, r31, MUL(d30, r30))), MUL(a2, SUB(one, a2)));
		// p ← p − η g
#define STEP(w, d, a) w = FMA(eta, MUL(d, a), w)
		STEP(w40, d4, a30); STEP(w41, d4, a31); STEP(w42, d4, a32); b4 = FMA(eta, d4, b4);
		STEP(r40, d40, a3); STEP(r41, d41, a3);
		STEP(w30, d3, a20); STEP(w31, d3, a21); b3 = FMA(eta, d3, b3);
		STEP(r30, d30, a2); STEP(r31, d31, a2); STEP(r32, d32, a2);
		STEP(w20, d2, x0); STEP(w21, d2, x1); b2 = FMA(eta, d2, b2);
		if (cost) {
			double q2[12] __attribute__((aligned(32))), q3[12] __attribute__((aligned(32))), q4[16] __attribute__((aligned(32)));
			_mm256_store_pd(q2, w20); _mm256_store_pd(q2 + 4, w21); _mm256_store_pd(q2 + 8, b2);
			_mm256_store_pd(q3, w30); _mm256_store_pd(q3 + 4, w31); _mm256_store_pd(q3 + 8, b3);
			_mm256_store_pd(q4, w40); _mm256_store_pd(q4 + 4, w41); _mm256_store_pd(q4 + 8, w42); _mm256_store_pd(q4 + 12, b4);
			double c[16] __attribute__((aligned(64)));
			_mm512_store_pd(c, points8(q2, q3, q4, 0));
			_mm256_store_pd(c + 8, points4(q2, q3, q4, 8));
			last = 0;
			for (int i = 0; i < 10; i++) last += c[i]; // in the order of the points
			last /= 10;
			sum += last; // every cost is used
		}
	}
	double o[4];
#define OUT(v, k, at) _mm256_storeu_pd(o, v); for (int i = 0; i < k; i++) p[at(i)] = o[i];
#define A0(i) 2 * i
#define A1(i) 2 * i + 1
#define A2(i) 4 + i
	OUT(w20, 2, A0) OUT(w21, 2, A1) OUT(b2, 2, A2)
	p += 6;
#define B2(i) 6 + i
	OUT(w30, 3, A0) OUT(w31, 3, A1) OUT(b3, 3, B2)
	p += 9;
#define C0(i) 3 * i
#define C1(i) 3 * i + 1
#define C2(i) 3 * i + 2
	OUT(w40, 2, C0) OUT(w41, 2, C1) OUT(w42, 2, C2) OUT(b4, 2, B2)
	volatile double keep = sum;
	(void)keep;
	return last;
}

static void read(double *v, int n) {
	for (int i = 0; i < n; i++)
		if (scanf("%lf", v + i) != 1) { fprintf(stderr, "tiny: too few numbers in the input\n"); exit(1); }
}

int main(int argc, char **argv) {
	if (argc != 4) { fprintf(stderr, "usage: tiny ROUNDS STEPS COST\n"); return 1; }
	long n = atol(argv[2]);
	double p[23], x[20], y[20], rate, last = 0;
	read(p, 23); read(x, 20); read(y, 20); read(&rate, 1);
	for (int i = 0; i < 10; i++)
		for (int j = 0; j < 2; j++) { xs[j][i] = x[2*i+j]; ys[j][i] = y[2*i+j]; }
	int32_t *idx = malloc(n * sizeof *idx);
	for (long i = 0; i < n; i++) idx[i] = i * 7 % 10;
	for (int r = atoi(argv[1]); r > 0; r--) {
		struct timespec t0, t1;
		clock_gettime(CLOCK_MONOTONIC, &t0);
		last = steps(p, x, y, idx, n, rate, atoi(argv[3]));
		clock_gettime(CLOCK_MONOTONIC, &t1);
		printf("%.2f\n", ((t1.tv_sec - t0.tv_sec) * 1e9 + (t1.tv_nsec - t0.tv_nsec)) / n);
	}
	printf("%a\n", last);
	for (int i = 0; i < 23; i++) printf("%a\n", p[i]);
}
