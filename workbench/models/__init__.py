"""What is trained. Each file holds one kind of model.

polynomial.py   a curve through points, with a ridge penalty
mlp.py          a small neural network in torch, the same on every run
cnn.py          a small convolutional network, and the maps that its layers see
transfer.py     a network trained by others, and a small part that learns on
convolution.py  one kernel on one picture, written out
clusters.py     k-means for each number of groups
families.py     all models for tables, made and fed in one way
steps.py        fit one of them step by step
pretrained.py   networks that others trained: photographs, the next word, sentences
loaded.py       those that read and write, loaded once: everybody shares them, nobody trains them
network_card.py what a person should know about them
sentences.py    the meaning of sentences, as numbers
language.py     a language model reads a text and goes on with it, token by token
sampling.py     temperature, top-k, top-p: from scores to one token
decoder.py      a small GPT that writes, trained in seconds
attention.py    where each head of a transformer looks
letters.py      words as numbers, for a model that writes letter by letter
halves.py       a language model cut in two, so that what stays as it is runs once for each text
replies.py      messages and replies as batches, and replies that are written for several messages at once
perplexity.py   how well a language model expects sentences
"""
