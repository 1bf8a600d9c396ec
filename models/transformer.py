"""A transformer for comparison only (`models.peers --transformer`): a small one trained from nothing, a large one timed.

Weights with Chinese pretraining would make a better one; none can be had without fetching them, so none is compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from torch import nn

from clauses import embed
from models.train import Row

LAYERS, WIDTH, HEADS, LONGEST, EPOCHS, BATCH, RATE = 2, 256, 4, 128, 5, 128, 1e-3
LARGE_LAYERS, LARGE_WIDTH, LARGE_HEADS = 12, 768, 12  # those of BERT-base


class Small(nn.Module):
    """Pieces of a text to scores of the types: the mean of what the layers make of them."""

    def __init__(self, table: np.ndarray[tuple[int, ...], np.dtype[np.float32]], types: int) -> None:
        super().__init__()
        start = torch.from_numpy(table / table.std())
        self.nothing = len(start)
        self.pieces = nn.Embedding.from_pretrained(torch.cat([start, torch.zeros(1, WIDTH)]), freeze=False, padding_idx=self.nothing)
        self.places = nn.Parameter(torch.randn(LONGEST, WIDTH) * 0.1)
        layer = nn.TransformerEncoderLayer(WIDTH, HEADS, 2 * WIDTH, dropout=0.1, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, LAYERS, nn.LayerNorm(WIDTH), enable_nested_tensor=False)
        self.last = nn.Sequential(nn.Dropout(0.2), nn.Linear(WIDTH, types))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Scores, a row a text."""
        empty = ids == self.nothing
        seen = self.layers(self.pieces(ids) + self.places[: ids.shape[1]], src_key_padding_mask=empty)
        weights = (~empty).unsqueeze(2).float()
        scores: torch.Tensor = self.last((seen * weights).sum(dim=1) / weights.sum(dim=1))
        return scores


def trained(rows: Sequence[Row]) -> Callable[[Sequence[str]], list[str]]:
    """What says the likeliest type, learned from the rows alone; pieces and their first vectors are the shipped encoder's."""
    torch.manual_seed(0)
    module = embed.static_module(embed.SHIPPED) or embed.SHIPPED
    tokenizer = Tokenizer.from_file(str(module / "tokenizer.json"))
    names = sorted({row.type for row in rows})
    model = Small(load_file(module / "model.safetensors")["embedding.weight"], len(names))

    def batches(texts: Sequence[str], draw: np.random.Generator | None = None) -> Iterator[tuple[list[int], torch.Tensor]]:
        """Texts of like length together, so that little is padding; in chance order where there is one."""
        pieces = [e.ids[:LONGEST] or [0] for e in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
        order = np.argsort([len(p) + (draw.uniform(0, 4) if draw else 0) for p in pieces], kind="stable")
        starts = np.arange(0, len(order), BATCH)
        for start in draw.permutation(starts) if draw else starts:
            some = [int(n) for n in order[start : start + BATCH]]
            longest = max(len(pieces[n]) for n in some)
            yield some, torch.tensor([pieces[n] + [model.nothing] * (longest - len(pieces[n])) for n in some])

    texts, labels = [row.text for row in rows], torch.tensor([names.index(row.type) for row in rows])
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01, fused=True)
    steps = EPOCHS * -(-len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.1)
    draw = np.random.default_rng(0)
    for _ in range(EPOCHS):
        for some, ids in batches(texts, draw):
            with torch.autocast("cpu", torch.bfloat16):
                loss = nn.functional.cross_entropy(model(ids), labels[some], label_smoothing=0.1)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    model.eval()

    def guess(asked: Sequence[str]) -> list[str]:
        said = [""] * len(asked)
        with torch.inference_mode():
            for some, ids in batches(asked):
                for n, best in zip(some, model(ids).argmax(dim=1).tolist(), strict=True):
                    said[n] = names[best]
        return said

    return guess


def large_speed(pieces: int = 64, count: int = 32) -> float:
    """Clauses by second of processor time of an encoder of BERT-base's size with random weights."""
    layer = nn.TransformerEncoderLayer(LARGE_WIDTH, LARGE_HEADS, 4 * LARGE_WIDTH, activation="gelu", batch_first=True)
    model, texts, threads = nn.TransformerEncoder(layer, LARGE_LAYERS).eval(), torch.randn(count, pieces, LARGE_WIDTH), torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.inference_mode():
        model(texts[:2])
        began = time.process_time()
        model(texts)
    torch.set_num_threads(threads)
    return count / (time.process_time() - began)
