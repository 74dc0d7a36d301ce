"""Makes numpyValues.json: what numpy, scipy and scikit-learn answer, for the tests of this folder.

    pip install numpy scipy scikit-learn && python numpyValues.py > numpyValues.json
"""

import json
import numpy, scipy, sklearn
from scipy.spatial import procrustes
from scipy.spatial.distance import cdist
from scipy.stats import rankdata, spearmanr
from sklearn.decomposition import PCA
from sklearn.metrics.pairwise import cosine_similarity

random = numpy.random.default_rng(42)
COUNT, WIDTH = 24, 10
# Float32 numbers, worked on in float64, as the page does.
first = random.normal(size=(COUNT, WIDTH)).astype(numpy.float32).astype(float)
second = (first @ random.normal(size=(WIDTH, 7)) * 0.5 + random.normal(size=(COUNT, 7)) * 0.6).astype(numpy.float32).astype(float)
above = numpy.triu_indices(COUNT, 1)


def overlap(one, other, k):
    def named(matrix):
        return [set(numpy.argsort(-row, kind="stable")[:k]) for row in matrix - numpy.eye(COUNT) * 9]

    pairs = zip(named(cosine_similarity(one)), named(cosine_similarity(other)))
    return numpy.mean([len(a & b) / k for a, b in pairs])


pca = PCA(3, svd_solver="full").fit(first)
scores = first @ pca.components_.T - pca.mean_ @ pca.components_.T
maps = PCA(2).fit_transform(first), PCA(2).fit_transform(second)
ties = random.integers(0, 6, size=40).astype(float)


def rounded(value):
    return numpy.round(numpy.asarray(value, float), 10).tolist()


print(json.dumps({
    "madeWith": f"numpy {numpy.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}",
    "first": first.tolist(),
    "second": second.tolist(),
    "norms": rounded(numpy.linalg.norm(first, axis=1)),
    "cosine": rounded(cosine_similarity(first)[:4]),
    "dot": rounded((first @ first.T)[:4]),
    "euclidean": rounded(cdist(first, first)[:4]),
    "ties": ties.tolist(),
    "ranks": rounded(rankdata(ties)),
    "spearman": rounded(spearmanr(cosine_similarity(first)[above], cosine_similarity(second)[above]).statistic),
    "overlap3": rounded(overlap(first, second, 3)),
    "shares": rounded(pca.explained_variance_ratio_),
    "scores": rounded(scores),
    "maps": [rounded(part) for part in maps],
    "disparity": rounded(procrustes(*maps)[2]),
}))
