from practicelearn.topics.quality import compare_sizes as compare_sizes
from practicelearn.topics.quality import stability as stability

__all__ = [
    "compare_sizes",
    "stability",
]
