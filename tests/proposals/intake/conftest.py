"""Who is known before a list comes, and who hands it in."""

import pytest

from tests import factories


@pytest.fixture(autouse=True)
def world():
    world = factories.world()
    factories.session()
    for name in ("赵洪蓉", "周建伟", "李倩宇"):
        factories.deputy(name)
    return world


@pytest.fixture
def district(client, world):
    client.force_login(world.district)
    return client


@pytest.fixture
def office(client, world):
    client.force_login(world.office)
    return client
