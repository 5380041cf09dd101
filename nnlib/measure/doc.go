// Package measure says how good predictions are.
//
// A classifier is measured by its [ConfusionMatrix]: how many points of each class
// were taken for each class. Accuracy, precision, recall and F1 are ratios of its
// counts. A classifier that gives a score and leaves the threshold open is measured
// by its [ROC] curve and the area under it, [AUC]. Numbers that were predicted are
// measured by [RMSE] and [RSquared].
//
// A ratio 0/0, as the precision of a class that was never predicted, is 0, as in
// scikit-learn: such a class counts against the classifier. The exceptions are
// stated where they are. Predictions come first, the truth second.
package measure
