// Package spelling finds what a person may have meant by a word that nobody knows.
package spelling

// Nearest returns the candidate with the least [Distance] from the word, the first of
// several; "" if there is no candidate.
func Nearest(word string, candidates []string) string {
	best, least := "", 0
	for i, c := range candidates {
		if d := Distance(word, c); i == 0 || d < least {
			best, least = c, d
		}
	}
	return best
}

// Distance is the optimal string alignment distance of two words, in bytes: how many
// letters are left out, put in, changed, or swapped with their neighbour.
func Distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		for j := range rows[i] {
			switch {
			case i == 0 || j == 0:
				rows[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				rows[i][j] = rows[i-1][j-1]
				continue
			}
			rows[i][j] = 1 + min(rows[i-1][j], rows[i][j-1], rows[i-1][j-1])
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
