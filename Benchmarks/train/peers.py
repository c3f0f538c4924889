"""One run of a Python trainer, in a process of its own: prints one JSON object.

    python peers.py gensim|fasttext SETTINGS

SETTINGS is a JSON object: corpus, dimension, threads, epochs, window, shrinking, negatives, power, subsample,
minimum_count, learning_rate, output (a path for the vectors as word2vec text, or null).

Reading with vocabulary and training are timed apart; writing the vectors is not timed.
"""
import json
import os
import resource
import sys
import time


def gensim(settings):
    """gensim reads its corpus_file itself, without the interpreter's lock: the faster of its two ways."""
    from gensim import __version__
    from gensim.models import Word2Vec

    model = Word2Vec(
        sg=1, hs=0, vector_size=settings["dimension"], window=settings["window"],
        shrink_windows=settings["shrinking"], negative=settings["negatives"], ns_exponent=settings["power"],
        sample=settings["subsample"], min_count=settings["minimum_count"], alpha=settings["learning_rate"],
        min_alpha=settings["learning_rate"] * 1e-4, workers=settings["threads"], epochs=settings["epochs"], seed=1)
    begun = time.monotonic()
    model.build_vocab(corpus_file=settings["corpus"])
    counted, processor = time.monotonic(), time.process_time()
    model.train(
        corpus_file=settings["corpus"], total_examples=model.corpus_count, total_words=model.corpus_total_words,
        epochs=settings["epochs"])
    trained, processor = time.monotonic(), time.process_time() - processor
    memory = peak_memory()
    if settings["output"]:
        model.wv.save_word2vec_format(settings["output"])
    return {
        "version": "gensim " + __version__, "tracks": len(model.wv), "vocabulary_s": counted - begun,
        "train_s": trained - counted, "train_cpu_s": processor, "peak_rss_mb": memory, "blas_kernel": blas_kernel()}


def fasttext(settings):
    """fastText builds its vocabulary and trains in one call, and reports the vocabulary on standard error in between.

    A process that reads those lines notes the time; a thread could not, should the call keep the interpreter's lock.
    Powers other than fastText's own and windows of one width it does not know.
    """
    import fasttext as library

    assert settings["shrinking"], "fastText's window always shrinks"
    lines, end_of_lines = os.pipe()
    times, end_of_times = os.pipe()
    watcher = os.fork()
    if watcher == 0:
        os.close(end_of_lines)
        seen = b""
        while chunk := os.read(lines, 4096):
            seen += chunk
            if b"Number of words" in seen:
                noted = [time.monotonic(), processor_seconds(os.getppid())]
                os.write(end_of_times, json.dumps(noted).encode())
                break
        while os.read(lines, 65536):
            pass
        os._exit(0)
    os.close(lines)
    os.close(end_of_times)
    errors = os.dup(2)
    os.dup2(end_of_lines, 2)
    os.close(end_of_lines)
    begun = time.monotonic()
    # At a threshold of 1 every word stays; at 0 none would.
    model = library.train_unsupervised(
        settings["corpus"], model="skipgram", loss="ns", dim=settings["dimension"], ws=settings["window"],
        neg=settings["negatives"], minn=0, maxn=0, bucket=1, minCount=settings["minimum_count"],
        epoch=settings["epochs"], lr=settings["learning_rate"], thread=settings["threads"],
        t=settings["subsample"] or 1.0, verbose=2)
    trained, processor = time.monotonic(), processor_seconds(os.getpid())
    os.dup2(errors, 2)
    os.close(errors)
    os.waitpid(watcher, 0)
    noted = os.read(times, 256)
    if not noted:
        raise SystemExit("fastText did not report its vocabulary; this version cannot be measured")
    counted, processor_before = json.loads(noted)
    memory = peak_memory()
    words = [word for word in model.get_words() if word != "</s>"]
    if settings["output"]:
        with open(settings["output"], "w", encoding="utf-8") as file:
            print(len(words), settings["dimension"], file=file)
            for word in words:
                print(word, *("%.7g" % value for value in model.get_word_vector(word)), file=file)
    return {
        "version": "fastText (fasttext-wheel 0.9.2)", "tracks": len(words), "vocabulary_s": counted - begun,
        "train_s": trained - counted, "train_cpu_s": processor and processor - processor_before, "peak_rss_mb": memory,
        "blas_kernel": None}


def processor_seconds(process):
    """The processor time of all threads of a process so far, or None where the system does not tell it."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory():
    """The most memory of this process so far, in 10^6 bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def blas_kernel():
    """The kernels of the BLAS libraries that this process has loaded."""
    from threadpoolctl import threadpool_info

    kernels = [info.get("architecture") for info in threadpool_info() if info.get("user_api") == "blas"]
    return ", ".join(sorted({kernel for kernel in kernels if kernel})) or None


if __name__ == "__main__":
    print(json.dumps({"gensim": gensim, "fasttext": fasttext}[sys.argv[1]](json.loads(sys.argv[2]))))
