"""REINFORCE with a baseline and an entropy bonus on a small corridor."""

import random
from collections import deque

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from torch.distributions import Categorical

torch.manual_seed(543)
random.seed(543)
np.random.seed(543)


class Corridor:
    def __init__(self, length=6):
        self.length = length

    def reset(self):
        self.at, self.t = 1, 0
        return self.observe()

    def observe(self):
        state = np.zeros(self.length, dtype=np.float32)
        state[self.at] = 1.0
        return state

    def step(self, action):
        self.at += 1 if action == 1 else -1
        self.t += 1
        done = self.at in (0, self.length - 1) or self.t >= 30
        reward = 1.0 if self.at == self.length - 1 else -0.05
        return self.observe(), reward, done, {}


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.affine = nn.Linear(6, 16)
        self.dropout = nn.Dropout(p=0.1)
        self.action_head = nn.Linear(16, 2)
        self.value_head = nn.Linear(16, 1)
        self.saved_log_probs, self.values, self.rewards, self.entropies = [], [], [], []

    def forward(self, x):
        x = torch.relu(self.dropout(self.affine(x)))
        return torch.softmax(self.action_head(x), dim=-1), self.value_head(x)


policy = Policy()
optimizer = optim.Adam(policy.parameters(), lr=3e-2)
eps = np.finfo(np.float32).eps.item()


def select_action(state):
    state = torch.from_numpy(state).float().unsqueeze(0)
    probs, value = policy(state)
    m = Categorical(probs)
    action = m.sample()
    policy.saved_log_probs.append(m.log_prob(action))
    policy.entropies.append(m.entropy())
    policy.values.append(value.squeeze())
    return action.item()


def finish_episode():
    R, returns = 0, deque()
    for r in policy.rewards[::-1]:
        R = r + 0.99 * R
        returns.appendleft(R)
    returns = torch.tensor(returns)
    if len(returns) > 1:
        returns = returns / (returns.std() + eps)
    values = torch.stack(policy.values)
    advantage = returns - values.detach()
    log_probs = torch.cat(policy.saved_log_probs)
    loss = -(log_probs * advantage).sum() + nn.functional.smooth_l1_loss(
        values, returns
    )
    loss -= 0.01 * torch.cat(policy.entropies).mean()
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(policy.parameters(), 1.0)
    optimizer.step()
    del (
        policy.rewards[:],
        policy.saved_log_probs[:],
        policy.values[:],
        policy.entropies[:],
    )


env, running = Corridor(), 0
for i_episode in range(12):
    state, ep_reward = env.reset(), 0
    for t in range(1, 40):
        action = select_action(state)
        state, reward, done, _ = env.step(action)
        policy.rewards.append(reward)
        ep_reward += reward
        if done:
            break
    running = 0.05 * ep_reward + (1 - 0.05) * running
    finish_episode()
    if i_episode % 4 == 0:
        print(
            f"Episode {i_episode}\tLast reward: {ep_reward:.2f}\tAverage: {running:.2f}"
        )
