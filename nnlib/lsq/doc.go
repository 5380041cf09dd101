// Package lsq solves nonlinear least-squares problems,
//
//	minimise ½ Σ r_i(x)²   over x in Rⁿ, lower ≤ x ≤ upper,
//
// by the method of Levenberg and Marquardt. It does the job that lsqnonlin does
// in MATLAB, and knows nothing of networks: a [Problem] is a function that
// gives m residuals, and, if there is one, their m×n Jacobian matrix J.
//
// At each point the residuals are replaced by their tangent, and the step δ
// minimises ½‖r + Jδ‖² + ½λ‖δ‖². A step that lowers the cost is taken and the
// damping λ shrinks, towards the Gauss–Newton step; any other step is refused
// and λ grows, towards a short step down the gradient. Because of λ, J need not
// have full rank: fewer residuals than unknowns is a normal case.
//
// [Solve] works in place and never leaves x at a worse point than it found.
// Every sum of products is one chain of fused multiply-adds, in ascending order,
// so a run has the same bits on every platform if the residuals have.
//
// Sources: D. W. Marquardt, SIAM J. Appl. Math. 11(2), 1963; K. Madsen,
// H. B. Nielsen and O. Tingleff, Methods for Non-Linear Least Squares Problems,
// Technical University of Denmark, 2004.
package lsq
