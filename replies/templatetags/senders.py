"""What leaves from this server, for the pages that say how a deputy is told."""

from django import template

from replies.messages.reach import name_contacts, name_senders

register = template.Library()
register.simple_tag(name_senders, name="senders")
register.simple_tag(name_contacts, name="contacts")
